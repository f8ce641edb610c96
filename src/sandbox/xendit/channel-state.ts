import type { World } from "../world.ts"

export const CHANNEL = "channel"
export type ChannelStatus = "ONLINE" | "OFFLINE"

/** A channel that nobody ever switched is online. */
export async function isOffline(code: string, world: World): Promise<boolean> {
  const channel = await world.find(CHANNEL, code)
  return channel?.status === "OFFLINE"
}

export async function setChannelStatus(
  code: string,
  status: ChannelStatus,
  world: World,
): Promise<void> {
  const channel = await world.find(CHANNEL, code)
  if (channel === null) await world.add({ kind: CHANNEL, name: code, status, state: {} })
  else await world.change(channel, { status })
}
