import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Stands between a process and its database, to lose what networks lose. */
export class DatabaseProxy {
  /** Replies to so many COMMITs never arrive, though the commits happen. */
  loseCommits = 0;
  private readonly target: URL;
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  constructor(target: string) {
    this.target = new URL(target);
  }

  get url(): string {
    const url = new URL(this.target);
    url.port = String(this.port);
    return url.href;
  }

  /** On the same port as before when it comes back. */
  async up(): Promise<this> {
    const server = createServer((client) => this.join(client));
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  /** Cuts every connection and refuses new ones. */
  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(client: Socket): void {
    const database = createConnection(Number(this.target.port), this.target.hostname);
    let replyLost = false;
    for (const [socket, peer] of [
      [client, database],
      [database, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.sockets.delete(socket);
        peer.destroy();
      });
    }
    client.on('data', (chunk) => {
      if (this.loseCommits > 0 && chunk.toString('latin1').endsWith('\u0003COMMIT')) {
        this.loseCommits--;
        replyLost = true;
      }
      database.write(chunk);
    });
    database.on('data', (chunk) => {
      // The reply is here, so the commit has happened.
      if (replyLost) client.destroy();
      else client.write(chunk);
    });
  }
}
