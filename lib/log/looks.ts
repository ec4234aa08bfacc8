/** What a number looks like by itself, where nothing says what it is. */

/** An address of the kernel's half; the last page of all holds no object, and the words of markers look like it. */
export const isKernelAddress = (value: bigint): boolean => value >> 56n === 0xffn && value >> 12n !== 0xfffffffffffffn;

/** An address where Linux puts programs and their libraries: 0x55..., 0x56... and 0x7f.... */
export const isUserAddress = (value: bigint): boolean => {
  const top = value >> 40n;
  return top === 0x55n || top === 0x56n || (top >= 0x7en && top <= 0x7fn);
};

/** Microseconds since 1970, or a count of them, in 16 decimal digits. */
export const isTime = (digits: string): boolean => /^1[5-9]\d{14}$/.test(digits);

/** Something in the topmost digit, where no address, size or count has any: entries that may not be executed have. */
export const hasHighBits = (value: bigint): boolean => value >> 60n !== 0n;

/** An address of something that the kernel allocates: `pgd: ffff88801234a000` is where a table is, and no entry of one. */
export const isObject = (value: bigint): boolean => isKernelAddress(value) && (value & 7n) === 0n;

/** An address that fits in 48 bits and is that of an object, or of the kernel's text. */
export const isPointer = (value: bigint): boolean =>
  value >> 47n === 0x1ffffn && (isObject(value) || (isKernelAddress(value) && value >> 31n === 0x1ffffffffn));

/** What linux/poison.h puts where a pointer was. */
export const isPoison = (value: bigint): boolean => value >> 48n === 0xdeadn;
