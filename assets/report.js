/*
 * The report's own script. The page is whole without it: this only filters, and moves by keys. It never makes
 * markup: what comes from a tree is text that stands in the page already.
 */
(() => {
  const root = document.documentElement;
  const form = document.querySelector('.toolbar');
  const sites = [...document.querySelectorAll('article')];
  const sections = [...document.querySelectorAll('section.driver')];
  const output = form.querySelector('output');
  const none = document.getElementById('none');
  const help = document.getElementById('help');
  const texts = new Map();
  root.classList.add('js');

  /* What a search looks into: made when first asked for, since most readers never search. */
  const textOf = site => {
    if (!texts.has(site)) texts.set(site, `${site.dataset.path} ${site.textContent}`.toLowerCase());
    return texts.get(site);
  };

  const filters = () => ({
    kinds: new Set([...form.elements.kind].filter(box => box.checked).map(box => box.value)),
    reason: form.elements.reason.value,
    driver: form.elements.driver.value,
    words: form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean),
  });

  const passes = (site, { kinds, reason, driver, words }) => {
    const { kind, codes, driver: own, subsystem } = site.dataset;
    return (
      kinds.has(kind) &&
      (reason === '' || codes.split(' ').includes(reason)) &&
      (driver === '' || own === driver || `${subsystem}/` === driver) &&
      words.every(word => textOf(site).includes(word))
    );
  };

  const apply = () => {
    const wanted = filters();
    let count = 0;
    for (const site of sites) {
      const isShown = passes(site, wanted);
      site.hidden = !isShown;
      if (isShown) count++;
    }
    for (const section of sections) section.hidden = section.querySelector('article:not([hidden])') === null;
    output.value = String(count);
    none.hidden = count > 0;
    remember(wanted);
  };

  /* The filters stand in the address, so that a view can be sent to somebody. */
  const remember = ({ kinds, reason, driver }) => {
    const query = new URLSearchParams();
    if (kinds.size < form.elements.kind.length) query.set('kind', [...kinds].join('.'));
    if (reason !== '') query.set('reason', reason);
    if (driver !== '') query.set('driver', driver);
    if (form.elements.text.value !== '') query.set('text', form.elements.text.value);
    const text = query.toString();
    try {
      if (text !== '') history.replaceState(null, '', `#?${text}`);
      else if (location.hash.startsWith('#?')) history.replaceState(null, '', '#');
    } catch {
      /* A page that came in a mail may have no address of its own. */
    }
  };

  const recall = () => {
    const query = new URLSearchParams(location.hash.startsWith('#?') ? location.hash.slice(2) : '');
    const kinds = query.has('kind') ? query.get('kind').split('.') : undefined;
    for (const box of form.elements.kind) box.checked = kinds === undefined || kinds.includes(box.value);
    for (const name of ['reason', 'driver', 'text']) form.elements[name].value = query.get(name) ?? '';
  };

  const reset = () => {
    for (const box of form.elements.kind) box.checked = true;
    for (const name of ['reason', 'driver', 'text']) form.elements[name].value = '';
    apply();
  };

  /* An anchor leads to its site, also where that is filtered away or closed. */
  const reveal = () => {
    if (location.hash.startsWith('#?')) {
      recall();
      apply();
      return;
    }
    let id = '';
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const target = document.getElementById(id);
    if (target === null) return;
    const hidden = target.closest('[hidden]');
    if (hidden !== null && hidden !== none) reset();
    const site = target.closest('article');
    const around = site === null ? target : site.firstElementChild;
    for (let at = target; at !== null; at = at.parentElement) if (at.localName === 'details') at.open = true;
    if (around.localName === 'details') around.open = true;
    if (site !== null) choose(site, target);
    else target.scrollIntoView();
  };

  let chosen;
  const choose = (site, target = site) => {
    chosen?.classList.remove('chosen');
    chosen = site;
    site.classList.add('chosen');
    site.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'start' });
  };

  const visible = () => sites.filter(site => !site.hidden);
  const step = by => {
    const list = visible();
    if (list.length === 0) return;
    const at = list.indexOf(chosen);
    const next =
      at >= 0 ? at + by : by > 0 ? list.findIndex(isBelow) : list.findLastIndex(site => !isBelow(site));
    choose(
      list[Math.min(list.length - 1, Math.max(0, next < 0 && at < 0 && by > 0 ? list.length - 1 : next))],
    );
  };
  const isBelow = site => site.getBoundingClientRect().top >= form.getBoundingClientRect().bottom - 1;

  const isDark = () =>
    (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) ===
    'dark';
  const setTheme = theme => {
    root.dataset.theme = theme;
    keep('faultline-theme', theme);
  };
  const keep = (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      /* Some browsers keep nothing for a file. */
    }
  };
  const kept = name => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };

  const actions = {
    help: () => (help.open ? help.close() : help.showModal()),
    theme: () => setTheme(isDark() ? 'light' : 'dark'),
    split: () => root.classList.toggle('stacked'),
    reset,
  };

  const toggle = number => {
    const box = form.elements.kind[number - 1];
    box.checked = !box.checked;
    apply();
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    g: () => visible()[0] && choose(visible()[0]),
    G: () => visible().at(-1) && choose(visible().at(-1)),
    o: () => {
      const details = chosen?.querySelector('details');
      if (details) details.open = !details.open;
    },
    '/': () => form.elements.text.select(),
    x: reset,
    s: actions.split,
    t: actions.theme,
    '?': actions.help,
  };
  for (const number of [1, 2, 3, 4]) keys[number] = () => toggle(number);

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (target.matches('input, select, textarea')) {
      if (key === 'Escape') target.blur();
      return;
    }
    if (help.open && key !== '?') return;
    if (key === 'Enter' && target === chosen) keys.o();
    else if (Object.hasOwn(keys, key)) keys[key]();
    else return;
    event.preventDefault();
  });
  form.addEventListener('input', apply);
  form.addEventListener('submit', event => {
    event.preventDefault();
    form.elements.text.blur();
  });
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-do]');
    if (button !== null) actions[button.dataset.do]();
    const link = event.target.closest('a[data-subsystem], a[data-reason]');
    if (link === null || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    reset();
    if (link.dataset.subsystem !== undefined) form.elements.driver.value = `${link.dataset.subsystem}/`;
    if (link.dataset.reason !== undefined) {
      form.elements.reason.value = link.dataset.reason;
      for (const box of form.elements.kind) box.checked = box.value === link.dataset.kind;
    }
    apply();
    document.getElementById('sites').scrollIntoView();
  });
  addEventListener('hashchange', reveal);

  const theme = kept('faultline-theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  recall();
  apply();
  if (location.hash.length > 1 && !location.hash.startsWith('#?')) reveal();
})();
