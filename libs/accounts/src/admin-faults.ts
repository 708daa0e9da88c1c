import { checkPassword } from '@tenantry/credentials';
import { DomainError, nameOf } from '@tenantry/kernel';
import { emailOf, usernameOf } from './names';
import type { NewUser } from './users.service';

/** All that is wrong with a first admin, each naming its field; `guessable` are the names around the account. */
export function adminFaults(admin: NewUser, guessable: readonly string[]): DomainError[] {
  const { username, firstName, lastName, email, password } = admin;
  const checks = [
    () => nameOf(firstName, 'firstName', 100),
    () => nameOf(lastName, 'lastName', 100),
    () => usernameOf(username),
    () => emailOf(email),
    () => password !== undefined && checkPassword(password, [username, email, ...guessable]),
  ];
  return checks.flatMap((check) => {
    try {
      check();
      return [];
    } catch (error) {
      if (error instanceof DomainError) return [error];
      throw error;
    }
  });
}
