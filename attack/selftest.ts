/** x */
export async function selftest(_seed: number): Promise<number> {
  return 0;
}
