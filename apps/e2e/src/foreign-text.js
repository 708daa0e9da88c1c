// Runs in the page: text that did not come through the message catalogue. In the pseudo-locale every message
// stands in brackets. What people or programs wrote is marked translate="no"; dates are the runtime's.
(() => {
  const skipped = 'script, style, noscript, time, datalist, [translate=no]';
  // a message may stand in another one
  const own = (text) => {
    const rest = text.replace(/⟦[^⟦⟧]*⟧/g, '');
    return rest === text ? rest : own(rest);
  };
  const isForeign = (text) => /\p{L}/u.test(own(text));
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, textContent } = walker.currentNode;
    if (!parentElement.closest(skipped) && isForeign(textContent))
      found.push(`${parentElement.tagName.toLowerCase()}: ${textContent.trim()}`);
  }
  for (const name of ['aria-label', 'placeholder', 'alt', 'aria-description', 'data-label'])
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const text = element.getAttribute(name);
      if (!element.closest(skipped) && isForeign(text)) found.push(`${name}: ${text}`);
    }
  if (!document.title.includes('⟦')) found.push(`title: ${document.title}`);
  return found;
})();
