// with-db COMMAND…: gives it a database server of its own as TEST_DATABASE_URL, unless one is set.
import { freePorts } from './ports.mjs';
import { fastDatabase } from './private-db.mjs';
import { freshSecrets } from './env.mjs';
import { runWith } from './run-with.mjs';

await runWith(async () => {
  if (process.env.TEST_DATABASE_URL) return {};
  const { database: port } = await freePorts();
  const { url } = await fastDatabase({ port, password: freshSecrets().databasePassword });
  return { TEST_DATABASE_URL: url };
});
