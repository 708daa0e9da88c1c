import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const src = join(import.meta.dirname, '..');
const sheets = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(svelte|css)$/.test(file) && !file.includes('paraglide'))
  .map((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const css = file.endsWith('.css') ? text : (/<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '');
    return { file, text, css: css.replace(/\/\*[\s\S]*?\*\//g, '') };
  });

const declarations = sheets.flatMap(({ file, css }) =>
  [...css.matchAll(/(?:^|[;{]\s*)([a-z-]+)\s*:\s*([^;{}]+);/gm)].map(([, name, value]) => ({
    file,
    name: name!,
    value: value!.trim(),
  })),
);
const found = (test: (d: { name: string; value: string }) => boolean) =>
  declarations.filter(test).map(({ file, name, value }) => `${file}: ${name}: ${value}`);

it('reads styles at all', () => {
  expect(declarations.length).toBeGreaterThan(200);
});

it('names no side of the page by left or right: Arabic reads the other way', () => {
  const sided = /(^|-)(left|right)(-|$)/;
  expect(found(({ name, value }) => sided.test(name) || /^(left|right)$/.test(value))).toEqual([]);
  expect(
    found(({ name }) => /^(width|height|min-width|max-width|min-height|max-height|top|bottom)$/.test(name)),
  ).toEqual([]);
});

it('gives no four-sided values whose left and right differ', () => {
  const uneven = ({ name, value }: { name: string; value: string }) => {
    const sides = value.split(/\s+(?![^(]*\))/);
    return (
      /^(margin|padding|inset|border-(width|style|color))$/.test(name) &&
      sides.length === 4 &&
      sides[1] !== sides[3]
    );
  };
  expect(found(uneven)).toEqual([]);
});

it('takes colours from the tokens only', () => {
  const own = sheets.filter(
    ({ file, css }) => file !== 'app.css' && /#[0-9a-f]{3,8}\b(?![^{]*\{)/i.test(css),
  );
  expect(own.map(({ file }) => file)).toEqual([]);
});

it('writes no inline style: the page’s policy forbids it', () => {
  expect(sheets.filter(({ text }) => /\sstyle(=|:)/.test(text)).map(({ file }) => file)).toEqual([]);
});

it('has four sizes and two weights', () => {
  const sizes = new Set(declarations.filter((d) => d.name === 'font-size').map((d) => d.value));
  const weights = new Set(declarations.filter((d) => d.name === 'font-weight').map((d) => d.value));
  const rest = [...sizes].filter((size) => !/^(var\(--size-(s|m|l|xl)\)|100%|0\.92em)$/.test(size));
  expect(rest).toEqual([]);
  expect([...weights].filter((weight) => !/^var\(--(regular|strong)\)$/.test(weight))).toEqual([]);
});
