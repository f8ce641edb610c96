import { Zip, ZipDeflate } from "fflate"

import type { EvidenceFile } from "./evidence-file.ts"

const compressionLevel = 6

/** A ZIP archive as it is made: each file is compressed when the one before has gone out. */
export async function* zipFiles(
  files: AsyncIterable<EvidenceFile>,
  madeAt: Date,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  let failed: Error | undefined
  const zip = new Zip((error, chunk) => {
    failed ??= error ?? undefined
    ready.push(chunk)
  })
  for await (const { name, content } of files) {
    const entry = new ZipDeflate(name, { level: compressionLevel })
    entry.mtime = madeAt
    zip.add(entry)
    entry.push(content, true)
    if (failed !== undefined) throw failed
    yield* ready.splice(0)
  }
  zip.end()
  yield* ready.splice(0)
}
