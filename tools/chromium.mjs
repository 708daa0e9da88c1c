// A browser for the tests, from the system: found, or installed through apt.
import { canInstall, findProgram, install } from './apt.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const onMac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

export async function findChromium() {
  const find = () => process.env.CHROMIUM || findProgram(...names, onMac);
  const found = find();
  if (found || !canInstall()) return found ?? missing();
  await install('chromium');
  return find() ?? missing();
}

function missing() {
  throw new Error(
    'No Chromium was found for the browser tests. Install it (Debian, Ubuntu: apt-get install chromium), or set CHROMIUM to its path.',
  );
}
