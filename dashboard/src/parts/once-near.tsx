import { Skeleton } from "@mantine/core"
import { Suspense, useEffect, useRef, useState, type ReactNode } from "react"

/** What is heavy is loaded when somebody comes near it; its room is kept until then. */
export function OnceNear({
  height,
  children,
}: {
  readonly height: number
  readonly children: ReactNode
}) {
  const place = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    if (place.current === null) return undefined
    const watch = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) setNear(true)
    })
    watch.observe(place.current)
    return () => watch.disconnect()
  }, [])
  const waiting = <Skeleton height={height} />
  return (
    <div ref={place}>{isNear ? <Suspense fallback={waiting}>{children}</Suspense> : waiting}</div>
  )
}
