import { parseArgs } from 'node:util';
import type { ParseArgsOptionDescriptor } from 'node:util';

export interface Option extends ParseArgsOptionDescriptor {
  /** What the value is, in capitals; a switch has none. */
  value?: string;
  help: string;
}

/** Values of `options`, all text, lists or switches, as parseArgs reads them. */
export interface Given {
  text(name: string): string | undefined;
  list(name: string): string[];
  on(name: string): boolean;
}

export interface Command {
  /** What follows the command's name. */
  usage: string;
  about: string;
  options: Record<string, Option>;
  /** How many words beside options it takes. */
  words?: number;
  /** Printed at the end of its help. */
  notes?: string;
  /** Gives the exit code: 0, or 1 when it ran and not all went well. */
  run(given: Given, words: string[]): Promise<number>;
}

/** The command was typed wrongly: one sentence, exit code 2. */
export class UsageError extends Error {}

/** It was typed rightly and could not be done: one sentence, exit code 1. */
export class Failure extends Error {}

export function read(command: Command, argv: string[]): { given: Given; words: string[] } {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, multiple, short }]) => [
      name,
      { type, ...(multiple && { multiple }), ...(short && { short }) },
    ]),
  );
  const { values, positionals } = parse(argv, options);
  const most = command.words ?? 0;
  if (positionals.length > most) throw new UsageError(`“${positionals[most]}” is one word too many.`);
  const given: Given = {
    text: (name) => values[name] as string | undefined,
    list: (name) => (values[name] as string[] | undefined) ?? [],
    on: (name) => values[name] === true,
  };
  return { given, words: positionals };
}

function parse(args: string[], options: Record<string, ParseArgsOptionDescriptor>) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const [sentence] = (error as Error).message.split(/\.\s|\n/);
    throw new UsageError(`${sentence!.replace(/\.$/, '')}.`);
  }
}

export function required(given: Given, name: string): string {
  const value = given.text(name);
  if (value === undefined || value === '') throw new UsageError(`--${name} is needed.`);
  return value;
}

export function help(name: string, command: Command): string {
  const lines = Object.entries(command.options).map(([option, { value, help: text }]) => {
    const left = `  --${option}${value ? ` ${value}` : ''}`;
    return left.length < 28 ? `${left.padEnd(28)}${text}` : `${left}\n${' '.repeat(28)}${text}`;
  });
  return [
    `bin/tenantry ${[name, command.usage].filter(Boolean).join(' ')}`,
    '',
    command.about,
    '',
    ...lines,
    `  --help`,
    ...(command.notes ? ['', command.notes] : []),
  ].join('\n');
}
