// What a page does beyond links and forms. Everything here improves what already works without it.
(() => {
  const stageOf = (node) => node.closest && node.closest('.stage');
  const still = matchMedia('(prefers-reduced-motion: reduce)');

  // Addresses. The address bar has the state of all widgets of the page; a widget's name and a dot stand before its fields.
  const prefix = (stage) => stage.dataset.prefix || '';
  const own = (stage, key) => key.startsWith(prefix(stage));
  // As the server writes a query: slashes and commas, which grids have many of, stand as they are.
  const written = (pairs) => pairs.toString().replace(/%2F/g, '/').replace(/%2C/g, ',');
  const merged = (stage, query) => {
    const pairs = new URLSearchParams(query);
    new URLSearchParams(location.search).forEach((value, key) => { if (!own(stage, key)) pairs.append(key, value); });
    return pairs;
  };
  // The state of this widget alone: what is asked for, so that equal states have equal answers whatever the others do.
  const alone = (stage, query) => {
    const pairs = new URLSearchParams(query);
    for (const key of [...pairs.keys()]) if (!own(stage, key)) pairs.delete(key);
    return pairs;
  };
  const walked = (stage) => (stage.dataset.walk || '').split(' ').filter(Boolean).map((field) => prefix(stage) + field);
  const unwalked = (stage, query) => {
    const pairs = alone(stage, query);
    for (const field of [...walked(stage), prefix(stage) + 'play']) pairs.delete(field);
    pairs.sort();
    return pairs.toString();
  };

  // What keeps the place, but was left as it was when its widget moved on, does not know it.
  const placed = (stage, pairs) => {
    const now = alone(stage, location.search);
    for (const field of walked(stage)) {
      if (now.has(field)) pairs.set(field, now.get(field));
      else pairs.delete(field);
    }
    return pairs;
  };

  // A request says which drawing the page has, and is sent what changes of it. The server answers with the address to show,
  // so the anchor, which would scroll, is left out.
  document.addEventListener('htmx:configRequest', (event) => {
    const stage = stageOf(event.target);
    if (!stage) return;
    const detail = event.detail;
    const [path, query = ''] = detail.path.split('#')[0].split('?');
    const kept = alone(stage, query);
    for (const key of [...detail.formData.keys()]) if (!own(stage, key)) detail.formData.delete(key);
    if (event.target.closest('[data-kept], [data-keeps]')) {
      for (const field of walked(stage)) detail.formData.delete(field);
      placed(stage, kept);
    }
    const text = written(kept);
    detail.path = (path || location.pathname) + (text ? '?' + text : '');
    if (stage.dataset.drawing) detail.headers['Convolab-Drawing'] = stage.dataset.drawing;
  });

  // A link that is opened in another tab, or copied, has what the other widgets have now.
  for (const name of ['pointerdown', 'focusin', 'contextmenu']) {
    document.addEventListener(name, (event) => {
      const link = event.target.closest && event.target.closest('.stage a[href^="?"]');
      if (!link) return;
      const stage = stageOf(link);
      const [query, hash] = link.getAttribute('href').slice(1).split('#');
      const pairs = alone(stage, query);
      if (link.closest('[data-kept], [data-keeps]')) placed(stage, pairs);
      link.setAttribute('href', '?' + written(merged(stage, pairs)) + '#' + hash);
    });
  }

  // The address that shows a state of a widget beside what the others have.
  const shownAt = (stage, query) => location.pathname + '?' + written(merged(stage, query)) + '#' + stage.dataset.name;

  // A step replaces the address, everything else adds to the history; what glides leaves it alone.
  document.addEventListener('htmx:beforeHistoryUpdate', (event) => {
    const { history: update, requestConfig: sent, target } = event.detail;
    const stage = stageOf(target) || target;
    if (!stage.classList || !stage.classList.contains('stage')) return;
    const query = update.path.replace(/^[^?]*\?/, '').replace(/#.*/, '');
    const cause = sent.triggeringEvent;
    update.path = shownAt(stage, query);
    if (cause && cause.type === 'input') Object.assign(update, { type: 'replace', path: location.pathname + location.search + location.hash });
    else if (unwalked(stage, query) === unwalked(stage, location.search) && !(cause && proseLink(cause))) update.type = 'replace';
  });

  // htmx takes over the links of HTML only: those of a drawing are followed here in the same way.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.stage svg a');
    if (!link || !plain(event)) return;
    event.preventDefault();
    htmx.ajax('GET', link.getAttribute('href'), { source: link, target: stageOf(link), swap: 'morph' });
  });

  // An answer is not put in the place of what is there: it is told to it, so that focus, motion and what is open stay.
  // What the script has added to it stays, too, and what keeps says so of is left alone.
  const added = (node) => node && node.nodeType === 1 && node.hasAttribute('data-added');
  const past = (node) => { while (added(node)) node = node.nextSibling; return node; };
  const told = (old, fresh, keeps) => {
    if (old.isEqualNode(fresh) || keeps && keeps(old, fresh)) return;
    const wrong = old.matches('.cells.edit [aria-invalid=true]');
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== 'open' && name !== 'tabindex' && !(wrong && name === 'aria-invalid')) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    if (fresh.hasAttribute('data-kept')) {
      // A grid whose cells are as they were: what is outlined moves, and which cell the page speaks of.
      const marks = [old, fresh].map((grid) => grid.querySelector('.marks'));
      if (marks[0] && marks[1]) told(marks[0], marks[1]);
      const here = old.querySelector('[aria-current]');
      if (here) here.removeAttribute('aria-current');
      const [row, col] = (fresh.dataset.here || '').split(' ');
      const cell = col && old.querySelector('table').rows[row].cells[col].firstChild;
      if (cell && cell.tagName === 'BUTTON') cell.setAttribute('aria-current', 'true');
      return;
    }
    if (old.tagName === 'INPUT' && old !== document.activeElement && !wrong) {
      old.value = fresh.value;
      old.checked = fresh.checked;
    }
    let next = past(old.firstChild);
    for (const child of [...fresh.childNodes]) {
      // fewer hidden fields: what comes after them stays what it is
      while (next && next.nodeName === 'INPUT' && next.type === 'hidden' && child.nodeName !== 'INPUT') {
        const gone = next;
        next = past(next.nextSibling);
        gone.remove();
      }
      const named = child.id && [...old.children].find((element) => element.id === child.id);
      const twin = named || (next && next.nodeType === child.nodeType && next.nodeName === child.nodeName && !next.id && !child.id ? next : null);
      if (twin && twin.nodeName === child.nodeName) {
        if (twin === next) next = past(next.nextSibling);
        else old.insertBefore(twin, next);
        if (twin.nodeType === 1) told(twin, child, keeps);
        else if (twin.data !== child.data) twin.data = child.data;
      } else {
        if (named) named.remove();
        old.insertBefore(child, next);
      }
    }
    while (next) {
      const gone = next;
      next = past(next.nextSibling);
      gone.remove();
    }
    if (old.tagName === 'TEXTAREA' && old !== document.activeElement) old.value = fresh.textContent;
  };
  htmx.defineExtension('morph', {
    isInlineSwap: (style) => style === 'morph',
    handleSwap: (style, target, fragment) => {
      if (style !== 'morph') return false;
      const fresh = fragment.firstElementChild;
      if (fresh.id !== target.id) return false;
      told(target, fresh);
      return [target];
    },
  });

  // A link in the words that leads to another state of a widget on this page changes it in place and brings it into view;
  // who followed it by keyboard goes on from there.
  const proseLink = (event) => {
    const link = event.target.closest && event.target.closest('.prose a[href^="?"]');
    const stage = link && document.getElementById(decodeURIComponent(link.hash.slice(1)) + '-stage');
    return stage && [...new URLSearchParams(link.search).keys()].every((key) => own(stage, key)) ? { link, stage } : null;
  };
  const plain = (event) => !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  document.addEventListener('click', (event) => {
    const found = !event.defaultPrevented && plain(event) && proseLink(event);
    if (!found) return;
    event.preventDefault();
    const { link, stage } = found;
    htmx.ajax('GET', location.pathname + link.search, { source: stage, target: stage, swap: 'morph', event }).then(() => {
      const box = stage.getBoundingClientRect();
      if (box.top < 0 || box.bottom > innerHeight) stage.closest('.widget').scrollIntoView({ behavior: still.matches ? 'auto' : 'smooth' });
      if (event.detail) return;
      stage.tabIndex = -1;
      stage.focus({ preventScroll: true });
    });
  });

  // Whoever went down or up a way that ends in another drawing begins at its top, and at its words with the keyboard.
  const gone = (cause) => cause && cause.matches('.stage a, .stage button') && !cause.closest('.cells, svg') && !(cause.id && document.getElementById(cause.id));
  const arrive = (stage) => {
    const words = stage.querySelector('.say');
    if (words && document.activeElement === document.body) {
      words.tabIndex = -1;
      words.focus({ preventScroll: true });
    }
    if (stage.getBoundingClientRect().top < 0) stage.scrollIntoView();
  };

  // Say what happened, once, to those who listen.
  const say = (widget) => {
    const said = [...widget.querySelectorAll('.say')].map((words) => words.textContent);
    if (said.length) widget.querySelector('[role=status]').textContent = said.join(' ');
  };
  document.addEventListener('htmx:afterSettle', (event) => {
    const widget = event.target.closest('.widget');
    const sent = event.detail.requestConfig;
    if (widget && sent && gone(sent.elt)) arrive(widget.querySelector('.stage'));
    if (widget) say(widget);
  });

  // A failed request leaves the page as it is and says so.
  const failed = (event) => {
    const widget = event.target.closest && event.target.closest('.widget');
    if (widget) widget.querySelector('[role=status]').textContent = 'The server did not answer. Try that again.';
    if (widget) widget.classList.add('failed');
  };
  for (const name of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) document.addEventListener(name, failed);
  document.addEventListener('htmx:beforeRequest', (event) => {
    const widget = event.target.closest && event.target.closest('.widget');
    if (widget) widget.classList.remove('failed');
  });

  // Waiting is shown once it can be felt, and said with what was pressed.
  const WAIT = 150;
  const waits = (stage, what) => {
    const widget = stage.closest('.widget');
    const timer = setTimeout(() => {
      widget.setAttribute('aria-busy', 'true');
      if (what) widget.querySelector('[role=status]').textContent = `Computing: ${what}\u2026`;
    }, WAIT);
    return () => { clearTimeout(timer); widget.removeAttribute('aria-busy'); };
  };
  const named = (control) => (control.labels && control.labels[0] || control).textContent.trim().replace(/\s+/g, ' ');
  const ends = new WeakMap();
  document.addEventListener('htmx:beforeRequest', (event) => {
    const stage = stageOf(event.target);
    if (!stage) return;
    const { triggeringEvent: cause, elt } = event.detail.requestConfig;
    const control = [cause && cause.submitter, cause && cause.target, elt].find((node) => node && node.matches && node.matches('a, button, input, select, textarea'));
    ends.set(event.detail.xhr, waits(stage, control && named(control) || stage.getAttribute('aria-label')));
  });
  document.addEventListener('htmx:afterRequest', (event) => { const end = ends.get(event.detail.xhr); if (end) end(); });

  // What the other scripts of a page take from this one.
  window.convolab = { stageOf, still, prefix, written, alone, unwalked, shownAt, told, say, waits };

  // The section being read is marked in the sidebar.
  const entries = new Map([...document.querySelectorAll('.toc a')].map((a) => [a.hash.slice(1), a]));
  if (entries.size && 'IntersectionObserver' in window) {
    const headings = [...entries.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);
    const mark = () => {
      const above = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight * 0.35).pop() || headings[0];
      for (const [id, a] of entries) a.toggleAttribute('aria-current', above && decodeURIComponent(id) === above.id);
      const current = above && entries.get(above.id);
      if (current) current.setAttribute('aria-current', 'true');
    };
    new IntersectionObserver(mark, { rootMargin: '0px 0px -65% 0px' }).observe(headings[0]);
    addEventListener('scroll', () => requestAnimationFrame(mark), { passive: true });
    mark();
  }
})();
