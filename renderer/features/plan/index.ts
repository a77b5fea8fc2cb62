/** Describe, look at the plan, begin: the way of every operation that one prepares. */
export { onSubmitOnly, PlanForm } from './plan-form.tsx';
