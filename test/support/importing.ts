import type { Import } from "../../src/inbox/import.ts"
import type { Source } from "../../src/merchants/source.ts"
import { beginImport } from "../../src/pipeline/import/begin-import.ts"
import { createImporter, type ImportOutcome } from "../../src/pipeline/import/import-messages.ts"
import type { HubFixture } from "./hub-fixture.ts"

/** Imports into a hub of a test, without its HTTP side. */
export interface Importing {
  begin(source: Source, fingerprint?: string, isQuiet?: boolean): Promise<Import>
  take(begun: Import, from: number, lines: readonly Buffer[]): Promise<ImportOutcome>
  /** From the first line on; throws where they are not taken. */
  takeAll(begun: Import, lines: readonly Buffer[]): Promise<Import>
}

export function createImporting(hub: HubFixture): Importing {
  const importer = createImporter({ ...hub.settleContext, isPressed: () => false })
  const take: Importing["take"] = ({ merchantId, id: importId }, from, lines) =>
    importer.take({ merchantId, importId, from, lines })
  return {
    take,
    async begin(source, fingerprint = "f", isQuiet = true) {
      const { merchantId, id: sourceId } = source
      const asked = { merchantId, sourceId, name: "a year", fingerprint, isQuiet, actor: "test" }
      return (await beginImport(hub.settleContext, asked)).import
    },
    async takeAll(begun, lines) {
      const outcome = await take(begun, 0, lines)
      if (outcome.outcome !== "taken") throw new Error(outcome.outcome)
      return outcome.import
    },
  }
}
