/**
 * What a procedure with `download` in its meta gives: a file that is made while it is sent. Called as an ordinary
 * procedure it only says what the file is.
 */
export class Download {
  constructor(
    readonly name: string,
    readonly type: string,
    readonly chunks: AsyncIterable<string | Buffer>,
    /** How many there will be, where that is known: whoever reads can then show how far it is. */
    readonly bytes?: number,
  ) {}

  toJSON() {
    return { name: this.name, type: this.type };
  }
}
