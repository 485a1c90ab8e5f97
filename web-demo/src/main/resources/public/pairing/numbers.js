// Numbers of the curves as bytes, little-endian.

/** The number that bytes mean. @param {Uint8Array} bytes @returns {bigint} */
export function toNumber(bytes) {
  return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** The 32 bytes of a number. @param {bigint} number not negative, below 2^256 */
export function toBytes(number) {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((number >> BigInt(8 * i)) & 255n));
}
