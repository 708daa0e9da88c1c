/**
 * What a procedure with `download` in its meta gives: a file that is made while it is sent. Called as an ordinary
 * procedure it only says what the file is.
 */
export class Download {
  constructor(
    readonly name: string,
    readonly type: string,
    readonly chunks: AsyncIterable<string | Buffer>,
  ) {}

  toJSON() {
    return { name: this.name, type: this.type };
  }
}
