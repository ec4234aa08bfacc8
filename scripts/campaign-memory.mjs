#!/usr/bin/env node
// Draws the memory of a campaign over kernel logic as time goes on: `node scripts/campaign-memory.mjs 80 > FILE.svg`, in seconds.
// Every second the resident memory of all its processes is added up; what levels off goes on for days.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const seconds = Number(process.argv[2] ?? 80);
const pte = fileURLToPath(new URL('../bin/pte.cjs', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'x86-pte-memory-'));
const child = spawn(process.execPath, [pte, 'fuzz', '--target', 'mm', '--threads', '1', '--time', `${seconds}`], {
  cwd,
  detached: true, // a group of its own, by which its processes are known
  stdio: ['ignore', 'ignore', 'inherit'],
});

/** Fields of /proc/PID/stat behind the name, which may hold anything: the third is the group. */
const groupOf = (stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);

function residentMiB() {
  let kib = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (groupOf(readFileSync(`/proc/${pid}/stat`, 'latin1')) !== child.pid) continue;
      kib += Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
    } catch {
      // it has ended meanwhile
    }
  }
  return kib / 1024;
}

const samples = [];
const timer = setInterval(() => samples.push(residentMiB()), 1000);
child.on('exit', (status) => {
  clearInterval(timer);
  rmSync(cwd, { recursive: true });
  process.exitCode = status ?? 1;
  if (status === 0) console.log(picture(samples.slice(0, seconds - 1)));
});

function picture(rows) {
  const [width, height, left, bottom] = [640, 240, 60, 40];
  const top = Math.ceil(Math.max(...rows) / 100) * 100;
  const x = (i) => (left + ((i + 1) / seconds) * (width - left - 20)).toFixed(1);
  const y = (mib) => (height - bottom - (mib / top) * (height - bottom - 30)).toFixed(1);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const lines = Array.from({ length: top / 100 + 1 }, (_, i) => i * 100);
  const ticks = Array.from({ length: 5 }, (_, i) => Math.round((seconds * i) / 4));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<style>text { fill: #444 } path { fill: none; stroke: #0b62a4; stroke-width: 2 } line { stroke: #ccc }
@media (prefers-color-scheme: dark) { text { fill: #ccc } path { stroke: #6bb0e8 } line { stroke: #555 } }</style>
<text x="${left}" y="16">pte fuzz --target mm --threads 1: resident memory of all its processes, MiB over seconds</text>
${lines.map((mib) => `<line x1="${left}" x2="${width - 20}" y1="${y(mib)}" y2="${y(mib)}"/><text x="${left - 8}" y="${y(mib)}" text-anchor="end" dy="4">${mib}</text>`).join('\n')}
${ticks.map((at) => `<text x="${x(at - 1)}" y="${height - bottom + 16}" text-anchor="middle">${at}</text>`).join('\n')}
<path d="M${rows.map((mib, i) => `${x(i)},${y(mib)}`).join(' L')}"/>
<text x="${left}" y="${height - 6}">${cpus()[0]?.model}, Node ${process.version}, commit ${commit}</text>
</svg>`;
}
