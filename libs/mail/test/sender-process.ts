import 'reflect-metadata';
import { Database, openDataSource } from '@tenantry/database';
import { Checkpoint } from '../src/pace';
import { PostOffice } from './post-office';

const [databaseUrl, smtpUrl, stopAt, leaseSeconds] = process.argv.slice(2);

/** A sender in a process of its own, which stops at one point and says so, to be killed there. */
class Trap extends Checkpoint {
  override reach(point: string, mailId: string): Promise<void> {
    if (point !== stopAt) return Promise.resolve();
    process.stdout.write(`${point} ${mailId}\n`);
    return new Promise(() => {});
  }
}

const source = await openDataSource({ url: databaseUrl!, poolSize: 4 });
new PostOffice(new Database(source), smtpUrl!, {
  pace: { leaseSeconds: Number(leaseSeconds) },
  checkpoint: new Trap(),
}).open();
