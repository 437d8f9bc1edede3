"""What a reader needs of a page: headings in order, text for pictures, headers of tables, and nothing invisible."""

from __future__ import annotations

from itertools import pairwise

from playwright.sync_api import Page

LEAST_CONTRAST = 4.5
"""Of text to what is behind it, by WCAG 2, level AA."""
STRUCTURE = """within => {
  const all = selector => [...document.querySelectorAll(selector)].filter(one => one.closest(within));
  const named = one => {
    const ids = (one.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean);
    const text = ids.map(id => document.getElementById(id)?.textContent || '').join(' ');
    return [text, one.getAttribute('aria-label'), one.getAttribute('alt')].some(words => words?.trim().length > 3);
  };
  const hidden = one => one.closest('[aria-hidden=true], [hidden]') !== null;
  return {
    headings: all('h1,h2,h3,h4,h5,h6').map(one => Number(one.tagName[1])),
    pictures: all('img,svg').filter(one => !hidden(one) && !one.parentElement.closest('svg') && !named(one))
      .map(one => one.outerHTML.slice(0, 200)),
    tables: all('table').filter(one => !one.querySelector('th')).map(one => one.outerHTML.slice(0, 200)),
    untitled: document.title.trim() ? [] : ['the page has no title'],
  };
}"""
PALE = """([within, least, print]) => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = colour => {
    const [r, g, b] = colour.map(part => (part /= 255) <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  };
  const dark = !print && matchMedia('(prefers-color-scheme: dark)').matches
    && getComputedStyle(document.documentElement).colorScheme.includes('dark');
  const paper = dark ? [18, 18, 18, 1] : [255, 255, 255, 1];
  const ancestors = one => one ? [...ancestors(one.parentElement), one] : [];
  // A printer leaves backgrounds out, unless the page insists.
  const painted = style => !print || style.printColorAdjust === 'exact';
  const behind = one => ancestors(one).reduce((under, above) => {
    const style = getComputedStyle(above);
    return painted(style) ? over(rgba(style.backgroundColor), under) : under;
  }, paper);
  const filled = (text, under) => {
    const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    for (const shape of text.ownerSVGElement.querySelectorAll('rect')) {
      if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
      const place = shape.getBoundingClientRect(), style = getComputedStyle(shape);
      if (x < place.left || x > place.right || y < place.top || y > place.bottom || style.fill === 'none') continue;
      const fill = rgba(style.fill);
      under = over([...fill.slice(0, 3), fill[3] * style.fillOpacity * style.opacity], under);
    }
    return under;
  };
  const pale = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const words = walk.currentNode.textContent.trim(), one = walk.currentNode.parentElement;
    if (!words || !one.closest(within) || one.closest('script, style, title, desc, [aria-hidden=true]')) continue;
    if (!one.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(one), svg = one.ownerSVGElement;
    const opacity = ancestors(one).reduce((product, above) => product * getComputedStyle(above).opacity, 1);
    const ink = rgba(svg ? style.fill : style.color), under = svg ? filled(one, behind(svg)) : behind(one);
    ink[3] *= opacity * (svg ? style.fillOpacity : 1);
    const found = contrast(over(ink, under), under);
    const place = `${one.tagName.toLowerCase()} ${one.getAttribute('class') || ''}`.trim();
    if (found < least) pale.push(`${found.toFixed(2)}: ${words.slice(0, 60)} (${place})`);
  }
  return pale;
}"""


def disorder(page: Page, within: str = "body") -> list[str]:
    """What is wrong with the page's order: not one H1, a level left out, a picture without text, a table without
    headers, no title."""
    found = page.evaluate(STRUCTURE, within)
    levels = found["headings"]
    wrong = [] if levels.count(1) == 1 and levels[0] == 1 else [f"the H1 isn't one and first: {levels}"]
    wrong += [f"a heading of level {two} follows one of {one}" for one, two in pairwise(levels) if two > one + 1]
    wrong += [f"a picture without text: {one}" for one in found["pictures"]]
    wrong += [f"a table without headers: {one}" for one in found["tables"]]
    return wrong + found["untitled"]


def pale(page: Page, within: str = "body", *, printed: bool = False) -> list[str]:
    """Text that is too much like what is behind it, in HTML and in pictures; `printed`: on paper, where backgrounds
    are left out."""
    return list(page.evaluate(PALE, [within, LEAST_CONTRAST, printed]))
