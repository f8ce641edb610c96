import type { PoolClient } from "../postgres/pool.ts"

/** Takes a message out of parking without queueing it for settle. */
export async function unparkMessage(
  client: PoolClient,
  message: { readonly merchantId: string; readonly id: string },
): Promise<void> {
  await client.query({
    name: "unpark_message",
    text: "delete from parked where merchant_id = $1 and message_id = $2",
    values: [message.merchantId, message.id],
  })
}
