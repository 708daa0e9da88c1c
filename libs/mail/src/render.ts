import { ar } from './content/ar';
import type { Block, Wording } from './content/content';
import { de } from './content/de';
import { en } from './content/en';
import * as layout from './layout';
import { BadMail, languages, letters } from './letters';
import type { Language, Letter } from './letters';
import { compile, directionOf, escape } from './template';
import type { Data, Template } from './template';

const PRODUCT = 'Tenantry';
const LONGEST_NAME_IN_SUBJECT = 60;

export interface Draft {
  letter: Letter;
  language: Language;
  timeZone: string;
  params: Data;
  secrets: Record<string, string>;
}

export interface Rendered {
  subject: string;
  html: string;
  text: string;
}

export const wordings: Record<Language, Wording> = { en, ar, de };
const books = Object.fromEntries(languages.map((language) => [language, book(language)])) as Record<
  Language,
  ReturnType<typeof book>
>;

/** Writes one letter. Data that do not fit its content throw a BadMail. */
export function render({ letter, language, timeZone, params, secrets }: Draft): Rendered {
  const { linkHint, companyName, contents, ...feet } = books[language];
  const { subject, heading, blocks } = contents[letter];
  const setting = { language, timeZone };
  // Secrets are typed or pasted by people, so they stay exactly as they are.
  const data: Data = { ...(tidy(params) as Data), ...secrets, product: PRODUCT };
  const ofCompany = data['companyName'] !== undefined;
  const footer = ofCompany ? feet.footer : feet.staffFooter;
  const brief: Data = { ...data, ...(ofCompany && { companyName: shorten(data['companyName']) }) };
  const link = letters[letter].link?.(params, secrets) ?? '';
  const html = (text: Template, from = data) => text.html(from, setting);
  const text = (text: Template, from = data) => text.text(from, setting);

  const pieces = blocks.map((block) => {
    switch (block.kind) {
      case 'text':
        return { html: layout.paragraph(html(block.text)), text: text(block.text) };
      case 'small':
        return { html: layout.small(html(block.text)), text: text(block.text) };
      case 'button':
        return {
          html: layout.button(html(block.text), escape(link), html(linkHint)),
          text: `${text(block.text)}:\n${link}`,
        };
      case 'facts':
        return {
          html: layout.facts(
            block.rows.map(({ label, value }) => ({ label: html(label), value: html(value) })),
          ),
          text: block.rows
            .map(({ label, value }) => `${text(label)}: ${value.plain(data, setting)}`)
            .join('\n'),
        };
      case 'each': {
        const entries = entriesOf(data, block.name);
        return {
          html: layout.list(entries.map((entry) => html(block.line, entry))),
          text: entries.map((entry) => `- ${text(block.line, entry)}`).join('\n'),
        };
      }
    }
  });
  const subjectLine = subject.plain(brief, setting);
  return {
    subject: subjectLine,
    html: layout.page({
      language,
      direction: directionOf(language),
      subject: escape(subjectLine),
      product: PRODUCT,
      companyName: ofCompany ? html(companyName) : null,
      heading: html(heading),
      body: pieces.map((piece) => piece.html),
      footer: html(footer),
    }),
    text: `${[text(heading), ...pieces.map((piece) => piece.text), `--\n${text(footer)}`].join('\n\n')}\n`,
  };
}

/** One language's wording, compiled once when the program starts. */
function book(language: Language) {
  const wording = wordings[language];
  const template = (source: string) => compile(source, language);
  const contents = Object.entries(wording.letters).map(([letter, { subject, heading, blocks }]) => [
    letter,
    {
      subject: template(subject),
      heading: template(heading),
      blocks: blocks.map((block) => compileBlock(block, template)),
    },
  ]);
  return {
    linkHint: template(wording.linkHint),
    footer: template(wording.footer),
    staffFooter: template(wording.staffFooter),
    companyName: template('{{companyName}}'),
    contents: Object.fromEntries(contents) as Record<
      Letter,
      { subject: Template; heading: Template; blocks: CompiledBlock[] }
    >,
  };
}

type CompiledBlock =
  | { kind: 'text' | 'small' | 'button'; text: Template }
  | { kind: 'facts'; rows: { label: Template; value: Template }[] }
  | { kind: 'each'; name: string; line: Template };

function compileBlock(block: Block, template: (source: string) => Template): CompiledBlock {
  if ('text' in block) return { kind: 'text', text: template(block.text) };
  if ('small' in block) return { kind: 'small', text: template(block.small) };
  if ('button' in block) return { kind: 'button', text: template(block.button) };
  if ('each' in block) return { kind: 'each', name: block.each, line: template(block.line) };
  return {
    kind: 'facts',
    rows: block.facts.map(({ label, value }) => ({ label: template(label), value: template(value) })),
  };
}

/** Line breaks could forge lines of a letter, direction marks could reorder them: neither is part of a name. */
function tidy(value: unknown): unknown {
  if (typeof value === 'string')
    return value
      .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim();
  if (Array.isArray(value)) return value.map(tidy);
  if (value === null || typeof value !== 'object') return value;
  // What is null is missing, so that a template which needs it fails.
  const present = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(present.map(([key, inner]) => [key, tidy(inner)]));
}

function shorten(name: unknown): unknown {
  if (typeof name !== 'string') return name;
  const signs = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  return signs.length <= LONGEST_NAME_IN_SUBJECT
    ? name
    : `${signs.slice(0, LONGEST_NAME_IN_SUBJECT - 1).join('')}…`;
}

function entriesOf(data: Data, name: string): Data[] {
  const list = data[name];
  if (!Array.isArray(list) || list.length === 0) throw new BadMail(`"${name}" is not a list with entries`);
  return list as Data[];
}
