import { writeFileSync } from 'node:fs';
import { newIssuer } from '@tenantry/licence';
import { Failure, required } from '../command';
import type { Command } from '../command';

export const command: Command = {
  usage: '--out NAME',
  about: 'Makes the key pair of somebody who issues licences: NAME.private.json and NAME.public.json.',
  options: { out: { type: 'string', value: 'NAME', help: 'where the two files go; none is overwritten' } },
  notes:
    'Keep the private file where licences are issued, and nowhere else. Installations that are to believe its\n' +
    'licences get the public one in LICENCE_KEYS.',
  async run(given) {
    const out = required(given, 'out');
    const { privateKey, publicKey } = await newIssuer();
    write(`${out}.private.json`, privateKey, 0o600);
    write(`${out}.public.json`, { keys: [publicKey] }, 0o644);
    console.log(`Key ${publicKey.kid}: ${out}.private.json, ${out}.public.json`);
    return 0;
  },
};

function write(file: string, content: object, mode: number): void {
  try {
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode, flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure(code === 'EEXIST' ? `${file} is there already and was left as it is.` : message);
  }
}
