import { createHash } from "node:crypto"

import type { Delivery } from "../../delivery/delivery.ts"
import { findFrozenBody } from "../../delivery/find-frozen-body.ts"
import { listAttempts } from "../../delivery/list-attempts.ts"
import { idText } from "../../ids.ts"
import { thawBody } from "../../pipeline/evidence/thaw-body.ts"
import { attemptView } from "../attempt-view.ts"
import type { Hub } from "../hub.ts"
import { deliveryView } from "../routes/deliveries.ts"
import { prunedAttempts } from "../pruned-attempts.ts"
import { shownHeaders } from "../shown-headers.ts"
import { jsonFile, type EvidenceFile } from "./evidence-file.ts"

const attemptsMax = 1_000

/** What an endpoint was told, and what it answered. */
export async function* deliveryEvidence(
  hub: Hub,
  delivery: Delivery,
): AsyncGenerator<EvidenceFile> {
  const { merchantId, id } = delivery
  const name = `deliveries/${idText("delivery", id)}`
  const attempts = await listAttempts(hub.pool, { merchantId, id, limit: attemptsMax + 1 })
  const frozen = await findFrozenBody(hub.pool, { merchantId, deliveryId: id })
  const sealed = frozen?.bodySealed ?? null
  const thawed =
    frozen === undefined || sealed === null
      ? null
      : thawBody(frozen.format, await hub.keyring.open(merchantId, sealed))
  yield jsonFile(`${name}.json`, {
    ...deliveryView(delivery),
    request: {
      format: frozen?.format ?? null,
      // Signatures and credentials are added when it is sent, so none is here.
      headers: thawed && shownHeaders(thawed.headers, {}, hub.keyring),
      body: {
        file: thawed === null ? null : `${name}.body`,
        sha256: thawed && createHash("sha256").update(thawed.body).digest("hex"),
        pruned: thawed === null,
      },
    },
    attempts: attempts.slice(0, attemptsMax).toReversed().map(attemptView),
    attempts_truncated: attempts.length > attemptsMax,
    attempts_pruned: await prunedAttempts(hub.pool, delivery, {
      count: attempts.length,
      limit: attemptsMax + 1,
    }),
  })
  if (thawed !== null) yield { name: `${name}.body`, content: thawed.body }
}
