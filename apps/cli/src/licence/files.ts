import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { DomainError } from '@tenantry/kernel';
import { tidy } from '@tenantry/licence';
import { Failure, UsageError } from '../command';

/** The document in a file, or on standard input when there is no name or a dash. */
export async function documentIn(name: string | undefined): Promise<string> {
  if ((name === undefined || name === '-') && process.stdin.isTTY)
    throw new UsageError('Name the file that holds the licence.');
  return tidy(name === undefined || name === '-' ? await text(process.stdin) : contentOf(name));
}

/** What is wrong with the document is wrong with its file. */
export function inFile<T>(name: string | undefined, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof DomainError) || error.details.field !== 'text') throw error;
    throw new Failure(`${name ?? 'standard input'}: ${error.message}`);
  });
}

export function jsonIn(name: string): unknown {
  try {
    return JSON.parse(contentOf(name).replace(/^\ufeff/, ''));
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`${name} is not JSON.`);
  }
}

function contentOf(name: string): string {
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}
