/** One file of an evidence archive. */
export interface EvidenceFile {
  readonly name: string
  readonly content: Uint8Array
}

export function jsonFile(name: string, value: unknown): EvidenceFile {
  return { name, content: Buffer.from(`${JSON.stringify(value, null, 2)}\n`) }
}
