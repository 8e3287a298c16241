/** How a step ends that does not pass; each says why. */

export class StepFailed extends Error {}

export class StepSkipped extends Error {}
