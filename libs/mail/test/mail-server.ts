import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import type { Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface Caught extends Email {
  envelope: { from: string; to: string[] };
}

/** A real SMTP server that keeps what it took, refuses what it is told to, and can go away and come back. */
export class MailServer {
  readonly taken: Caught[] = [];
  /** Reply code for a recipient; nothing to accept it. */
  refuse: (address: string) => number | undefined = () => undefined;
  /** Called when a mail was read and not yet accepted. */
  onData: (mail: Caught) => Promise<void> | void = () => {};
  connections = 0;
  private port = 0;
  private server: SMTPServer | undefined;

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** On the same port as before when it comes back. */
  async up(): Promise<this> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      closeTimeout: 1,
      onConnect: (_session, done) => {
        this.connections++;
        done();
      },
      onRcptTo: ({ address }, _session, done) => {
        const code = this.refuse(address);
        done(code ? Object.assign(new Error(`no thanks to ${address}`), { responseCode: code }) : null);
      },
      onData: (stream, session, done) => {
        void (async () => {
          const chunks: Buffer[] = [];
          for await (const chunk of stream) chunks.push(chunk as Buffer);
          const { mailFrom, rcptTo } = session.envelope;
          const envelope = {
            from: (mailFrom as { address: string }).address,
            to: rcptTo.map(({ address }) => address),
          };
          const mail = Object.assign(await PostalMime.parse(Buffer.concat(chunks)), { envelope });
          await this.onData(mail);
          this.taken.push(mail);
          done();
        })().catch((error: Error) => done(error));
      },
    });
    server.on('error', () => {});
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  async down(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  to(address: string): Caught[] {
    return this.taken.filter((mail) => mail.envelope.to.includes(address));
  }
}
