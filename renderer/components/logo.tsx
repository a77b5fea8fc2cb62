import icon from './icon.svg';

/** The mark beside the name; the name itself is always written next to it. */
export function Logo({ className }: { className?: string }) {
  return <img src={icon} alt="" className={className} />;
}
