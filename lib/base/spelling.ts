/** The ways in which one name is written. */

/** `uffd-wp`, or the `uffd_wp` of the kernel, as code writes it: `uffdWp`. Each separator goes and the letter after it is a capital. */
export const camel = (name: string): string => name.replaceAll(/[-_](.)/g, (_, c: string) => c.toUpperCase());

/** `uffdWp` as the command line writes it: `uffd-wp`. */
export const dashed = (name: string): string => name.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
