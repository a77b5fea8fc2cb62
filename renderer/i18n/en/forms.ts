export const forms = {
  summaryTitle_one: '{{count}} thing to correct',
  summaryTitle_other: '{{count}} things to correct',
  summaryOther: 'Not tied to one field',
};
