import { readDocument, trustedKeys } from '@tenantry/licence';
import { Failure } from '../command';
import type { Command } from '../command';
import { settings } from '../settings';
import { account } from './account';
import { documentIn, inFile } from './files';

export const command: Command = {
  usage: '[FILE]',
  about: 'Checks who signed a licence and tells what it grants. Without FILE it reads standard input.',
  options: {
    key: { type: 'string', value: 'FILE', help: 'whom to believe; those of LICENCE_KEYS unless given' },
  },
  words: 1,
  async run(given, [name]) {
    const document = await documentIn(name);
    const key = given.text('key');
    const trusted = key ? keysIn(key) : settings.licenceKeys;
    const { terms, keyId } = await inFile(name, readDocument(document, trusted));
    console.log(`Signed with the trusted key ${keyId}.\n${account(terms, new Date())}`);
    return 0;
  },
};

function keysIn(file: string) {
  try {
    return trustedKeys(file);
  } catch (error) {
    throw new Failure(`--key: ${(error as Error).message}`);
  }
}
