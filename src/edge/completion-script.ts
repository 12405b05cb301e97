/** What a shell reads to complete the words of `faultline`, each in the language of one shell. */
import { basename } from 'node:path';
import { UserError } from '../errors.js';

/** What the scripts ask with; the words follow, the one to complete last. */
export const COMPLETE = '--get-yargs-completions';

// What is completed is narrowed down already; bash would hold it against the "=" of "--format=".
const BASH = `_faultline() {
	mapfile -t COMPREPLY < <(faultline ${COMPLETE} "\${COMP_WORDS[@]:0:COMP_CWORD+1}")
}
complete -o bashdefault -o default -F _faultline faultline
`;

const ZSH = `#compdef faultline
_faultline() {
	local -a found
	found=(\${(f)"$(faultline ${COMPLETE} "\${(@)words[1,CURRENT]}")"})
	if (( \${#found} )); then compadd -- "\${found[@]}"; else _default; fi
}
if [[ "\${zsh_eval_context[-1]}" == loadautofunc ]]; then _faultline "$@"; else compdef _faultline faultline; fi
`;

const FISH = `complete -c faultline -a '(faultline ${COMPLETE} (commandline -opc) (commandline -ct))'
`;

const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['bash', BASH],
  ['zsh', ZSH],
  ['fish', FISH],
]);

/** The script for a shell, bash unless one is named. @param shell a name, or as `$SHELL` has it @throws UserError for another one */
export function completionScript(shell: string | undefined): string {
  const script = SCRIPTS.get(basename(shell || 'bash'));
  if (script !== undefined) return script;
  throw new UserError(
    `expected bash, zsh or fish, named or as $SHELL, found ${JSON.stringify(shell)}; \`faultline completion bash\` prints the script for bash`,
  );
}
