export const forms = {
  summaryTitle_one: '有 {{count}} 处需要更正',
  summaryTitle_other: '有 {{count}} 处需要更正',
  summaryOther: '不属于某个字段',
};
