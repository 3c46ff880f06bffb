import { t } from '@/kernel/words'

/** An amount as acts write it: whole ten thousands as 万元. */
export function amount(yuan: number) {
  if (yuan >= 10000 && yuan % 1000 === 0) return +(yuan / 10000).toFixed(1) + t('万元')
  return yuan.toLocaleString('zh-CN', { maximumFractionDigits: 2 }) + t('元')
}
