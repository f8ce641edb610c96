/** Of the drawing and of what stands in its place until it is loaded. */
export const CHART_HEIGHT = 240
