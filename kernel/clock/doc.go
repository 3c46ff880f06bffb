// Package clock reckons legal time limits (法定期限): when a limit given by a law
// ends, how much of it is left, and what stopped or lengthened it on the way.
//
// # Rules
//
//   - The start day (起算日) is never counted; a limit ends at 24:00 of its last day (民法典第二百零一条、第二百零三条).
//   - "X日" means working days or calendar days as the law at hand says: 行政处罚法第八十五条 (2, 3, 5 and 7 days), 行政许可法第八十二条
//     (all), 行政强制法第六十九条 (up to 10), 行政复议法第八十八条 (3, 5, 7 and 10). Law.Limit knows this; what a text itself
//     calls 工作日 is Workdays.
//   - Months and years end on the day of the same number, or on the month's last day if there is none (民法典第二百零二条).
//   - Working days (工作日) are Monday to Friday, less the days off and plus the swapped work days (调休) that the State Council's
//     General Office announces for each year.
//   - A calendar limit whose last day is no working day ends on the next working day if its roll rule is Forward: for rights of the
//     citizen or enterprise (to apply, to object, to pay), and where the law rolls for everybody (民法典第二百零三条, 民事诉讼法第八十五条).
//     Duties of an authority keep the nominal day; Due.Rolled still shows the other one.
//   - Time that a law does not count (听证, 检验, 检测, 鉴定, 专家评审: 行政许可法第四十五条, 行政强制法第二十五条; 技术鉴定: 生产安全事故报告和调查处理条例
//     第二十七条) is a Pause. The clock stands still from the day of the pause and runs again on the day it resumes.
//   - Hours run from the moment given, holidays included, and are neither paused nor rolled.
//
// # Calendar data
//
// Default holds 2018 to 2026, taken from the notices named in holidays.json; later years come in by Parse or ParseCSV and Merge. Where a
// result depends on a day whose notice is not known, it is worked out from the weekday alone and marked provisional. That
// includes the last week of a year while the next year's notice is out, because that notice may move those days (29 December 2018 was
// made a work day by the notice for 2019).
//
// A calendar is never changed after it is made, so that it may be shared. A region with holidays of its own has a calendar of its own.
package clock
