// A page in Debian's chromium, without a window; CHROMIUM names another browser.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';

const types = { '': 'text/html', '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** What a page has in its body to wait for a picture that comes once it has asked for /done: until then it has not loaded. */
export const waits = '<pre></pre><img src="/picture">';
/** What a script of such a page says at its end. */
export const told = `const told = (text) => { document.querySelector('pre').textContent = text; return fetch('/done'); };`;

/** Serves files to this machine alone: a function of their path, undefined where there is none. */
function serve(fileAt) {
  let picture;
  const server = createServer(({ url }, response) => {
    if (url === '/picture') {
      picture = response;
      return;
    }
    if (url === '/done') picture?.end();
    const file = fileAt(url);
    response.setHeader('content-type', types[extname(url)] ?? 'application/octet-stream');
    if (file === undefined) response.statusCode = 404;
    response.end(file);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** The text that a page holds once it is through; all of the page where it never told one. */
export async function shown(fileAt) {
  const server = await serve(fileAt);
  const user = mkdtempSync(join(tmpdir(), 'x86-pte-chromium-'));
  try {
    const page = `http://127.0.0.1:${server.address().port}/`;
    const args = [...flags, `--user-data-dir=${user}`, '--dump-dom', page];
    const { stdout } = await promisify(execFile)(process.env.CHROMIUM ?? 'chromium', args, { timeout: 120_000 });
    return /<pre>(.*?)<\/pre>/s.exec(stdout)?.[1] || stdout;
  } finally {
    server.close();
    server.closeAllConnections();
    rmSync(user, { recursive: true, force: true, maxRetries: 5 });
  }
}
