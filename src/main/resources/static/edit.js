// Where the course is edited, an open page shows an edit by itself: it asks for its own address again and again, and when
// the files have changed, what differs is told to it in place. What is wrong with the files stands on top until it is mended.
(() => {
  const EVERY = 700;
  const parsed = (text) => new DOMParser().parseFromString(text, 'text/html');
  const edition = (page) => page.querySelector('meta[name=edition]')?.content;
  let shown = edition(document);
  let last, tag;

  // What the edit left alone stays as it is, whatever a script or a reader has made of it meanwhile.
  const keep = (now, fresh) => {
    [...fresh.children].forEach((part, i) => {
      const before = last && last.querySelector('main').children[i];
      if (before && now.children[i] && before.isEqualNode(part)) part.replaceWith(now.children[i].cloneNode(true));
    });
  };
  const tell = (page) => {
    const now = document.querySelector('main');
    const fresh = page.querySelector('main');
    keep(now, fresh);
    const stages = [...now.querySelectorAll('.stage')].map((stage) => [stage, stage.cloneNode(true)]);
    window.convolab.told(now, fresh);
    htmx.process(now);
    const old = new Map(stages);
    for (const stage of now.querySelectorAll('.stage')) {
      if (!old.has(stage) || !stage.isEqualNode(old.get(stage))) htmx.trigger(stage, 'htmx:afterSettle');
    }
    // A widget that was not here yet brings its rules of style.
    for (const style of page.querySelectorAll('link[rel=stylesheet]')) {
      if (![...document.styleSheets].some(({ href }) => href === style.href)) document.head.append(style);
    }
    const wrong = page.querySelector('.problems');
    const known = document.querySelector('.problems');
    if (known && wrong) window.convolab.told(known, wrong);
    else if (known) known.remove();
    else if (wrong) now.before(wrong);
    document.title = page.title;
  };

  const ask = async () => {
    const address = location.href.replace(/#.*/, '');
    const answer = await fetch(address, { headers: { Accept: 'text/html', ...(tag && { 'If-None-Match': tag }) } });
    if (answer.status === 304 || answer.status === 503) return;
    const page = parsed(await answer.text());
    // What is on its way meanwhile shows the edit too, or is asked for again.
    if (address !== location.href.replace(/#.*/, '') || document.querySelector('.htmx-request')) return;
    if (edition(page) && edition(page) !== shown) {
      shown = edition(page);
      const next = page.cloneNode(true);
      tell(page);
      last = next;
    } else {
      last = page;
    }
    tag = answer.headers.get('ETag');
  };
  const watch = async () => {
    try {
      if (!document.hidden) await ask();
    } catch (unanswered) {
      // the server starts again, or the network is away: the next time
    }
    setTimeout(watch, EVERY);
  };
  watch();
})();
