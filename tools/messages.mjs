// Compiles the portal's message catalogues when they changed: specs and type check read what comes out.
import { buildMessages } from './build.mjs';

try {
  await buildMessages();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
