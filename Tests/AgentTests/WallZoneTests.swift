import Agent
import Testing

@Suite("Clocks on the wall")
struct WallZoneTests {
    /// 29 March 2026 and 25 October 2026: the days on which Berlin's clocks change.
    static let spring = CalendarDay(number: 20_541)
    static let autumn = CalendarDay(number: 20_751)
    let berlin = WallZone.berlin

    @Test(
        "Days of the calendar",
        arguments: [
            (0, 1970, 1, 1, Weekday.thursday), (-1, 1969, 12, 31, .wednesday), (11_016, 2000, 2, 29, .tuesday),
            (20_541, 2026, 3, 29, .sunday), (20_751, 2026, 10, 25, .sunday), (47_541, 2100, 3, 1, .monday),
        ])
    func calendar(_ number: Int, _ year: Int, _ month: Int, _ day: Int, _ weekday: Weekday) {
        let calendarDay = CalendarDay(number: number)
        let date = calendarDay.date
        #expect([date.year, date.month, date.day] == [year, month, day])
        #expect(calendarDay.weekday == weekday)
    }

    @Test("A moment reads as it was set, every quarter of an hour of both days but the hour that is not there")
    func roundTrip() {
        for day in [Self.spring, Self.autumn, Self.spring.adding(days: 1)] {
            for quarter in 0..<96 {
                let time = TimeOfDay(second: quarter * 900)
                if day == Self.spring, time.hour == 2 { continue }
                let (readDay, readTime) = berlin.reading(at: berlin.moment(of: day, time))
                #expect(readDay == day && readTime == time, "\(day) \(time)")
            }
        }
    }

    @Test("Half past two that is skipped in spring comes an hour later by the clock")
    func skipped() {
        let (day, time) = berlin.reading(at: berlin.moment(of: Self.spring, TimeOfDay(hour: 2, minute: 30)))
        #expect(day == Self.spring && time == TimeOfDay(hour: 3, minute: 30))
    }

    @Test("Half past two that comes twice in autumn is the first of the two")
    func twice() {
        // The clocks go back at 01:00 of universal time; the first half past two is at 00:30.
        #expect(berlin.moment(of: Self.autumn, TimeOfDay(hour: 2, minute: 30)) == 1_792_890_000 - 1_800)
    }

    @Test("Every day at seven: one time a day through both changes, at seven by the clock")
    func daily() {
        for start in [1_774_746_000.0, 1_792_890_000.0] {
            var moment = start - 3 * 86_400
            var days: [Int] = []
            for _ in 0..<7 {
                moment = Recurrence.days(Weekday.all, TimeOfDay(hour: 7)).next(after: moment, anchor: 0, zone: berlin)
                let (day, time) = berlin.reading(at: moment)
                #expect(time == TimeOfDay(hour: 7))
                days.append(day.number)
            }
            #expect(days == Array(days[0]..<days[0] + 7))
        }
    }

    @Test("Every day at half past two: once a day too, also when there are two of them or none")
    func dailyAtNight() {
        for start in [1_774_746_000.0, 1_792_890_000.0] {
            var moment = start - 3 * 86_400
            var days: [Int] = []
            for _ in 0..<7 {
                moment = Recurrence.days(Weekday.all, TimeOfDay(hour: 2, minute: 30))
                    .next(after: moment, anchor: 0, zone: berlin)
                days.append(berlin.reading(at: moment).day.number)
            }
            #expect(days == Array(days[0]..<days[0] + 7))
        }
    }

    @Test("Weekdays leave out the weekend, intervals are counted from where they began")
    func others() {
        let friday = berlin.moment(of: CalendarDay(number: 20_784), TimeOfDay(hour: 8))
        let next = Recurrence.days(Weekday.workdays, TimeOfDay(hour: 7)).next(after: friday, anchor: 0, zone: berlin)
        #expect(berlin.reading(at: next).day == CalendarDay(number: 20_787))
        #expect(Recurrence.interval(600).next(after: 1_000_000, anchor: 999_900, zone: berlin) == 1_000_500)
        #expect(Recurrence.interval(600).next(after: 1_000_500, anchor: 999_900, zone: berlin) == 1_001_100)
    }
}
