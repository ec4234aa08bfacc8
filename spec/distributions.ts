/** Who builds kernels under numbers of their own: what a release string of theirs tells of the number that rows are dated by. */

/** One way to write a release. The first row whose pattern is found decides. */
export interface DistributionRow {
  readonly id: string;
  /** What its release strings have, as the source of a regular expression. */
  readonly pattern: string;
  /** A zero in the third place, or none, stands for a stable number that the string does not tell. */
  readonly hides?: true;
  /** It takes changes of newer releases into an older number. */
  readonly backports?: true;
  /** Who that is. */
  readonly says: string;
}

/** Those whose strings would be read otherwise without a row. What has none and a number after the zero hides the stable number. */
export const distributions = [
  { id: 'elrepo', pattern: '\\.el\\d+\\.elrepo', says: 'ELRepo' },
  { id: 'uek', pattern: '\\.el\\d+uek', hides: true, backports: true, says: "Oracle's Unbreakable Enterprise Kernel" },
  { id: 'rhel', pattern: '\\.el\\d+', hides: true, backports: true, says: 'Red Hat Enterprise Linux or a rebuild of it' },
  { id: 'openeuler', pattern: '\\.oe\\d+', hides: true, backports: true, says: 'openEuler' },
  { id: 'anolis', pattern: '\\.an\\d+', backports: true, says: 'Anolis OS' },
  { id: 'fedora', pattern: '\\.(fc|eln)\\d+', says: 'Fedora' },
  { id: 'sle', pattern: '-1[2-9]\\d{4}\\.\\d+|-lp1\\d\\d\\.|^5\\.3\\.18-\\d+(\\.\\d+)*-', hides: true, backports: true, says: 'SUSE Linux Enterprise or openSUSE Leap' },
  { id: 'tumbleweed', pattern: '-\\d+(\\.g[0-9a-f]+)?-(default|vanilla|longterm)$', says: 'openSUSE Tumbleweed' },
  { id: 'ubuntuMainline', pattern: '-\\d{6}(rc\\d+)?(daily\\d+)?-', says: "Ubuntu's builds of mainline" },
  { id: 'amazon', pattern: '\\.amzn\\d+', backports: true, says: 'Amazon Linux' },
  { id: 'wsl', pattern: '-microsoft-', backports: true, says: 'Windows Subsystem for Linux' },
  { id: 'azureLinux', pattern: '\\.(azl|cm)\\d+', backports: true, says: 'Azure Linux' },
  { id: 'android', pattern: '-android\\d+', backports: true, says: "Android's common kernel" },
  { id: 'kali', pattern: '-kali\\d+|parrot', hides: true, says: 'Kali or Parrot' },
  { id: 'liquorix', pattern: '-liquorix', hides: true, says: 'Liquorix' },
  { id: 'pop', pattern: '-7\\d{7}(daily\\d+)?-', says: 'Pop!_OS' },
  {
    id: 'ubuntu', hides: true, backports: true, says: 'Ubuntu',
    pattern: '-\\d+-(generic|lowlatency|aws|azure|gcp|gke|gkeop|ibm|intel|kvm|oem|oracle|raspi|realtime|nvidia|xilinx|bluefield|hwe)(?![a-z])',
  },
  { id: 'proxmox', pattern: '-pve$', says: 'Proxmox VE' },
  {
    id: 'rolling', pattern: '-\\d+-(cachyos|MANJARO|mainline|stable|lts|edge|virt)|\\.(native|current)$',
    says: 'CachyOS, Manjaro, Alpine, Clear Linux, Solus and the AUR, which follow mainline',
  },
] as const satisfies readonly DistributionRow[];
