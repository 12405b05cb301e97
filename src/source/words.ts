/**
 * What is known of the words of kernel C: keywords, and macros that stand for attributes.
 *
 * The lists hold what cannot be seen from the position; an unknown annotation between a type and a name is
 * recognised by standing there (see `rolesOf`).
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Keywords that begin or continue a statement, and are never a type, a name or an operand. */
export const CONTROL = words('if else for while do switch case default return goto break continue');

export const STORAGE = words(
  'static extern inline __inline __inline__ __always_inline __forceinline register auto typedef _Thread_local __thread',
);

export const INLINE = words('inline __inline __inline__ __always_inline __forceinline');

export const QUALIFIERS = words(
  'const volatile restrict __const __const__ __volatile __volatile__ __restrict __restrict__ _Atomic __extension__',
);

export const BUILTIN_TYPES = words(
  `void char short int long float double signed unsigned bool _Bool __signed__ __signed __int128 __int128_t
   __uint128_t __builtin_va_list va_list __auto_type`,
);

export const TAGS = words('struct union enum');

/** Operators spelled as words whose parenthesised operand has no effect. */
export const TYPE_OPERATORS = words(
  'sizeof typeof __typeof__ __typeof typeof_unqual typeof_member alignof _Alignof __alignof__ __alignof offsetof __builtin_offsetof',
);

export const ALIGNOF = words('_Alignof __alignof__ __alignof alignof');

export const TYPEOF = words('typeof __typeof__ __typeof typeof_unqual typeof_member');

export const ASM = words('asm __asm__ __asm asm_inline asm_volatile_goto asm_goto_output');

/** Attribute macros without arguments: of today's kernel, and of the trees that people still migrate. */
export const ATTRIBUTES = words(`
   __user __kernel __iomem __rcu __percpu __force __nocast __safe __private __bitwise __bitwise__
   __init __initdata __initconst __exit __exitdata __exitconst __exit_call __init_call __exit_refok __init_refok
   __initdata_refok __ref __refdata __refconst __init_or_module __initdata_or_module __initconst_or_module
   __init_memblock __initdata_memblock __net_init __net_exit __net_initdata __init_or_cpufreq __init_task_data
   __devinit __devinitdata __devinitconst __devexit __devexitdata __devexitconst
   __cpuinit __cpuinitdata __cpuinitconst __cpuexit __cpuexitdata __cpuexitconst
   __meminit __meminitdata __meminitconst __memexit __memexitdata __memexitconst
   __sched __lockfunc __kprobes nokprobe_inline __irq_entry __softirq_entry __exception __exception_irq_entry __cpuidle
   __head __idmap __hyp_text __amode31_data __amode31_ref __tcmdata __tcmconst __tcmfunc __tcmlocalfunc __mips16
   __cold __hot __weak __pure __malloc __used __unused __visible __packed __noclone __naked __noreturn __flatten
   __must_check __maybe_unused __always_unused __deprecated __attribute_const__ __gnu_inline __efiapi __uninitialized
   __read_mostly __ro_after_init __lsm_ro_after_init __nosavedata __tracepoint_string __nonstring __bss_decrypted
   __cacheline_aligned ____cacheline_aligned __cacheline_aligned_in_smp ____cacheline_aligned_in_smp
   ____cacheline_internodealigned_in_smp __page_aligned_data __page_aligned_bss __lock_aligned __long_aligned
   __cpumask_var_read_mostly __randomize_layout __no_randomize_layout __designated_init __latent_entropy
   __no_sanitize_address __no_sanitize_thread __no_sanitize_undefined __no_sanitize_coverage __no_sanitize_memory
   __no_sanitize_or_inline __no_kasan_or_inline __no_kcsan __no_kmsan_checks __no_profile __no_stack_protector
   __nostackprotector __notrace_funcgraph __noscs __nocfi __noendbr __noretpoline __noipa __optimize
   notrace noinline noinline_for_stack __noinline noinstr asmlinkage fastcall`);

/** Attribute macros with arguments. */
export const ATTRIBUTE_CALLS = words(`
   __attribute__ __attribute __declspec __acquires __releases __must_hold __cond_acquires __cond_releases
   __protected_by __protected_read_by __protected_write_by __printf __scanf __aligned __section __section__ __alias
   __free __cleanup __assume_aligned __alloc_size __alloc_size__ __realloc_size __no_sanitize __nonnull __target __mode
   __copy __error __warning __compiletime_error __compiletime_warning __counted_by __diagnose_as __pass_object_size
   _Alignas SEC`);

/** Whether a name has the look of an annotation: `__lower` or `ALL_CAPS`. */
export function looksLikeAnnotation(name: string): boolean {
  return /^__|^[A-Z][A-Z0-9_]*$/.test(name);
}

/** Whether a word can only begin a type. */
export function beginsType(word: string): boolean {
  return BUILTIN_TYPES.has(word) || TAGS.has(word) || QUALIFIERS.has(word) || TYPEOF.has(word);
}

/** Whether a lone word in parentheses is rather a type than a variable: `u32`, `gizmo_t`, `__le16`, `ULONG`. */
export function looksLikeType(name: string): boolean {
  return BUILTIN_TYPES.has(name) || TYPE_NAMES.some(pattern => pattern.test(name));
}

const TYPE_NAMES = [
  /_t$/,
  /^(?:__)?[us](?:8|16|32|64|128)$/,
  /^__(?:le|be)(?:16|32|64)$/,
  /^__(?:sum16|wsum|poll_t)$/,
  /^u(?:int|long|short|char)$/,
  /^(?:U?INT|U?LONG|U?SHORT|UCHAR|BOOL|BOOLEAN|BYTE|D?WORD|P?VOID)$/,
  /^(?:U?INT|[US])(?:8|16|32|64)$/,
];

/** What a word does in a run of adjacent words. */
export type Role = 'storage' | 'qualifier' | 'type' | 'annotation' | 'name';

/**
 * Sorts out a run of adjacent words, which C allows only in declaration specifiers: `static STUFF u32 __user x`.
 *
 * @param run the words, in order
 * @param next the token after the run: a name can stand at the end only where a declarator can end
 */
export function rolesOf(run: readonly string[], next: string): Role[] {
  const roles: (Role | undefined)[] = [];
  let solid = false;
  for (let i = 0; i < run.length; i++) {
    const word = run[i] ?? '';
    if (STORAGE.has(word)) roles[i] = 'storage';
    else if (QUALIFIERS.has(word)) roles[i] = 'qualifier';
    else if (ATTRIBUTES.has(word)) roles[i] = 'annotation';
    else if (BUILTIN_TYPES.has(word)) {
      roles[i] = 'type';
      solid = true;
    } else if (TAGS.has(word)) {
      roles[i] = 'type';
      solid = true;
      while (i + 2 < run.length && ATTRIBUTES.has(run[i + 1] ?? '')) roles[++i] = 'annotation';
      if (i + 1 < run.length) roles[++i] = 'type';
    }
  }
  const open = [...run.keys()].filter(i => roles[i] === undefined);
  if (next !== '*' && next !== '{') {
    if (open.length >= 2 || (solid && open.length === 1)) {
      const plain = solid ? open.findLastIndex(i => !looksLikeAnnotation(run[i] ?? '')) : -1;
      const [name] = open.splice(plain < 0 ? open.length - 1 : plain, 1);
      roles[name ?? 0] = 'name';
    } else if (open.length === 0 && solid && /^[;=,[:]$/.test(next)) {
      const last = roles.lastIndexOf('annotation');
      if (last === run.length - 1) roles[last] = 'name';
    }
  }
  if (!solid) {
    const type = open.findLast(i => !looksLikeAnnotation(run[i] ?? '')) ?? open.at(-1);
    if (type !== undefined) roles[type] = 'type';
  }
  return run.map((_, i) => roles[i] ?? 'annotation');
}

/** Whether a macro's name says that it repeats the statement after it. */
export function looksLikeLoop(name: string): boolean {
  return /each|walk|^for_|_for_|_for$|^while_|loop|iterate/i.test(name);
}

/** Words that mean something to the grammar and nothing to the kernel, where they are plain names. */
export const GRAMMAR_KEYWORDS = words(
  `thread_local alignas alignof _alignof offsetof noreturn constexpr nullptr TRUE FALSE true false NULL _unaligned
   __unaligned __try __except __finally __leave __based __declspec __cdecl __clrcall __stdcall __fastcall __thiscall
   __vectorcall __uptr __sptr _Nonnull asm auto charptr_t nullptr_t max_align_t defined`,
);
