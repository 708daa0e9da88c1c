# Sourced by bin/*: Node 24 and the packages of package-lock.json, installed when they changed.
# Sets root; puts node_modules/.bin, where Node 24 lies, first on PATH.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
stamp=$root/node_modules/.tenantry-lock

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

install_packages() {
  command -v node >/dev/null && command -v npm >/dev/null ||
    fail 'Node.js 20 or newer and npm are needed. Debian: apt-get install nodejs npm; or https://nodejs.org'
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || fail "Node.js 20 or newer is needed to install Node.js 24; this is $(node --version)."

  local lock sum log=$root/.data/logs/npm.log
  lock=$root/package-lock.json
  sum=$(node -e 'const { createHash } = require("crypto"), { readFileSync } = require("fs");
    console.log(createHash("sha256").update(readFileSync(process.argv[1])).digest("hex"))' "$lock")
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return

  mkdir -p -m 700 "$root/.data"
  mkdir -p "$root/.data/logs"
  local began=$SECONDS
  printf '  ...  npm ci: installing packages, once, about a minute\n' >&2
  # In the background, so that a signal ends it at once instead of after the installation.
  (cd "$root" && exec npm ci --no-audit --no-fund --loglevel=warn </dev/null >"$log" 2>&1) &
  local npm=$!
  trap 'kill "$npm" 2>/dev/null; wait "$npm"; exit 130' INT TERM
  while kill -0 "$npm" 2>/dev/null; do
    sleep 1
    (((SECONDS - began) % 10)) || printf '  ...  npm ci (%s s)\n' "$((SECONDS - began))" >&2
  done
  wait "$npm" || {
    tail -n 40 "$log" >&2
    fail "npm ci failed; its whole output is in $log"
  }
  trap - INT TERM
  printf '%s' "$sum" >"$stamp"
  printf '  ok      %6s s  npm ci\n' "$((SECONDS - began))" >&2
}

install_packages
export PATH="$root/node_modules/.bin:$PATH"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 24 ] ||
  fail "Node.js 24 did not come with the packages (platform $(uname -sm)): install Node.js 24 and try again."
