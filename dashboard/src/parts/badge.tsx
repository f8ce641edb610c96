import type { ComponentType, ReactNode } from "react"

import classes from "./tone.module.css"

export type Tone = "grey" | "slate" | "blue" | "green" | "red" | "orange" | "amber" | "violet"
export type Fill = "soft" | "solid" | "dashed" | "striped"
export type Icon = ComponentType<{ size?: number | string; "aria-hidden"?: boolean }>

export interface Look {
  readonly tone: Tone
  readonly fill?: Fill
  readonly icon: Icon
}

/** An icon, a word and a tone: never the colour alone. */
export function Badge({ look, children }: { readonly look: Look; readonly children: ReactNode }) {
  const { tone, fill = "soft", icon: Icon } = look
  return (
    <span className={`${classes["badge"]} ${classes[tone]} ${classes[fill]}`}>
      <Icon size={14} aria-hidden />
      {children}
    </span>
  )
}
