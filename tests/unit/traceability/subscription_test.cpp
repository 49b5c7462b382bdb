#include <gtest/gtest.h>

#include <ctime>
#include <set>

#include "common/base/encoding.hpp"
#include "services/traceability/subscription/schedule.hpp"
#include "services/traceability/subscription/webhook.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::traceability {
namespace {

using namespace std::chrono_literals;

Instant at(const char* text) { return parse_rfc3339(text).value(); }

ScheduleFields fields_of(const std::vector<std::pair<std::string, std::string>>& given) {
  ScheduleFields out;
  for (const auto& [name, text] : given) {
    if (name == "second") out.second = text;
    if (name == "minute") out.minute = text;
    if (name == "hour") out.hour = text;
    if (name == "dayOfMonth") out.dayOfMonth = text;
    if (name == "month") out.month = text;
    if (name == "dayOfWeek") out.dayOfWeek = text;
  }
  return out;
}

Schedule schedule(const std::vector<std::pair<std::string, std::string>>& given) {
  return Schedule::parse(fields_of(given), "").value();
}

TEST(QuerySchedule, RunsWhenAllItsFieldsMatch) {
  const struct {
    std::vector<std::pair<std::string, std::string>> fields;
    const char *after, *next;
  } kCases[] = {
      // The OpenAPI's: every morning at 1.05am.
      {{{"hour", "1"}, {"minute", "5"}}, "2026-11-27T01:04:59Z", "2026-11-27T01:05:00Z"},
      {{{"hour", "1"}, {"minute", "5"}}, "2026-11-27T01:05:00Z", "2026-11-28T01:05:00Z"},
      // Those of the standard's section 8.2.5.3.
      {{{"second", "0"}, {"minute", "0"}}, "2026-11-27T01:05:00Z", "2026-11-27T02:00:00Z"},
      {{{"second", "0"}, {"minute", "30"}, {"hour", "2"}}, "2026-11-27T02:30:00Z", "2026-11-28T02:30:00Z"},
      {{{"second", "0"}, {"minute", "0"}, {"dayOfWeek", "[1-5]"}}, "2026-11-27T23:00:00Z", "2026-11-30T00:00:00Z"},
      {{{"second", "[0-59]"}, {"hour", "2"}}, "2026-11-27T02:59:58.5Z", "2026-11-27T02:59:59Z"},
      {{{"second", "[0-59]"}, {"hour", "2"}}, "2026-11-27T02:59:59Z", "2026-11-28T02:00:00Z"},
      {{{"second", "0,30"}}, "2026-11-27T00:00:00.000001Z", "2026-11-27T00:00:30Z"},
      {{{"minute", "59"}}, "2026-12-31T23:59:00Z", "2027-01-01T00:59:00Z"},
      {{{"hour", "0"}, {"minute", "0"}, {"dayOfMonth", "29"}, {"month", "2"}},
       "2026-11-27T00:00:00Z",
       "2028-02-29T00:00:00Z"},
      {{{"hour", "0"}, {"minute", "0"}, {"dayOfMonth", "29"}, {"month", "2"}},
       "2096-02-29T00:00:00Z",
       "2104-02-29T00:00:00Z"},
      {{{"hour", "12"}, {"minute", "0"}, {"dayOfMonth", "31"}}, "2026-11-01T00:00:00Z", "2026-12-31T12:00:00Z"},
      {{{"hour", "12"}, {"minute", "0"}, {"dayOfWeek", "7"}}, "2026-11-27T00:00:00Z", "2026-11-29T12:00:00Z"},
  };
  for (const auto& c : kCases)
    EXPECT_EQ(to_rfc3339(schedule(c.fields).next(at(c.after))), c.next) << c.fields.front().second << " " << c.after;
}

TEST(QuerySchedule, IsOfTheGrammar) {
  const auto refused = [](const std::string& name, const std::string& text) {
    const auto parsed = Schedule::parse(fields_of({{name, text}}), "/schedule/");
    return parsed.has_error() ? parsed.error().fields.front().pointer + " " + parsed.error().fields.front().code : "";
  };
  for (const auto* text :
       {"",     " 1",   "1 ",   "60", "[5-2]", "[1-60]", "1,",      ",1",      "[1-2", "1-2",
        "*",    "*/5",  "0/30", "-1", "+1",    "1;2",    "[1-2-3]", "[[1-2]]", "a",    "99999999999999999999",
        "1,,2", "[-2]", "[1-]", "0x1"})
    EXPECT_EQ(refused("minute", text), "/schedule/minute invalid_schedule") << text;
  for (const auto* text : {"0", "59", "007", "[0-59]", "1,2,3", "1,[3-5],9", "[5-5]"})
    EXPECT_EQ(refused("minute", text), "") << text;
  EXPECT_NE(refused("hour", "24"), "");
  EXPECT_NE(refused("dayOfMonth", "0"), "");
  EXPECT_NE(refused("dayOfMonth", "32"), "");
  EXPECT_NE(refused("month", "13"), "");
  EXPECT_NE(refused("dayOfWeek", "0"), "");
  EXPECT_NE(refused("dayOfWeek", "8"), "");
  EXPECT_EQ(refused("none", ""), "/schedule/second required");
  EXPECT_TRUE(Schedule::parse(fields_of({{"dayOfMonth", "31"}, {"month", "2,4,6,9,11"}}), "").has_error()) << "never";
  EXPECT_TRUE(Schedule::parse(fields_of({{"dayOfMonth", "30,31"}, {"month", "2,4"}}), "").has_value());
}

// A schedule in two forms: as text, and as the sets of what it allows.
struct Generated {
  ScheduleFields text;
  std::set<int> second, minute, hour, day, month, weekday;

  bool is_day(const std::tm& parts) const {
    return day.contains(parts.tm_mday) && month.contains(parts.tm_mon + 1) &&
           weekday.contains(parts.tm_wday == 0 ? 7 : parts.tm_wday);
  }
  // By the C library's calendar, a second at a time, but for days, hours and minutes that do not match.
  std::time_t next(std::time_t after) const {
    for (std::time_t time = after + 1;; ++time) {
      std::tm parts{};
      gmtime_r(&time, &parts);
      const auto of_hour = parts.tm_min * 60 + parts.tm_sec;
      if (!is_day(parts)) {
        time += 86399 - (parts.tm_hour * 3600 + of_hour);
      } else if (!hour.contains(parts.tm_hour)) {
        time += 3599 - of_hour;
      } else if (!minute.contains(parts.tm_min)) {
        time += 59 - parts.tm_sec;
      } else if (second.contains(parts.tm_sec)) {
        return time;
      }
    }
  }
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

  Generated make() {
    Generated out;
    do {
      out = {};
      field(out.text.second, out.second, 0, 59, true);
      field(out.text.minute, out.minute, 0, 59, false);
      field(out.text.hour, out.hour, 0, 23, false);
      field(out.text.dayOfMonth, out.day, 1, 31, false);
      field(out.text.month, out.month, 1, 12, false);
      field(out.text.dayOfWeek, out.weekday, 1, 7, false);
    } while (Schedule::parse(out.text, "").has_error());  // a day that there is not, or nothing at all
    return out;
  }

 private:
  void field(std::optional<Text<1, 256>>& text, std::set<int>& values, int least, int most, bool zero_if_absent) {
    if (below(2) == 0) {
      for (int value = least; value <= (zero_if_absent ? least : most); ++value) values.insert(value);
      return;
    }
    std::string out;
    for (auto left = 1 + below(3); left > 0; --left) {
      const auto span = static_cast<std::uint64_t>(most - least + 1);
      const int first = least + static_cast<int>(below(span));
      const int last =
          below(2) == 0 ? first : first + static_cast<int>(below(static_cast<std::uint64_t>(most - first) + 1));
      if (!out.empty()) out += ',';
      out += first == last && below(2) == 0 ? std::to_string(first)
                                            : "[" + std::to_string(first) + "-" + std::to_string(last) + "]";
      for (int value = first; value <= last; ++value) values.insert(value);
    }
    text = out;
  }

  SeededRandom random_;
};

TEST(QuerySchedule, RunsWhenACalendarThatIsLookedThroughSaysSo) {
  Generator generator(fixture::seed());
  const auto from = at("2024-02-20T00:00:00Z"), to = at("2031-01-01T00:00:00Z");
  const auto span = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(to - from).count());
  for (int i = 0; i < 400; ++i) {
    const auto generated = generator.make();
    const auto parsed = Schedule::parse(generated.text, "").value();
    Instant now = from + std::chrono::seconds(generator.below(span));
    for (int run = 0; run < 4; ++run) {
      const auto next = parsed.next(now);
      const auto expected = generated.next(std::chrono::system_clock::to_time_t(now));
      ASSERT_EQ(std::chrono::system_clock::to_time_t(next), expected)
          << json::print(generated.text) << " after " << to_rfc3339(now);
      now = next;
    }
  }
}

TEST(DeliverySignature, IsAJsonWebSignatureWithDetachedContent) {
  const std::string token = "13df38d8275b13f05704629e5f1cf3d45d6132d5", body = R"({"type":"EPCISQueryDocument"})";
  const auto delivery = DeliveryId::parse("dlv_06evrc1mwdv6h6hyq3gynt8j2m");
  ASSERT_TRUE(delivery.has_value());
  const auto signature = sign_delivery(token, body, *delivery, at("2026-11-27T08:00:00.9Z"));
  const auto dots = signature.find("..");
  ASSERT_NE(dots, signature.npos);
  const auto head = signature.substr(0, dots);
  const auto header = json::parse_value(from_base64url(head).value()).value();
  EXPECT_EQ(header.at("alg"), "HS256");
  EXPECT_EQ(header.at("iat"), 1795766400);
  EXPECT_EQ(header.at("jti"), json::Value(delivery->str()));
  EXPECT_EQ(signature.substr(dots + 2), to_base64url(hmac_sha256(token, head + "." + to_base64url(body))));
}

TEST(Delivery, IsTriedAgainAfterPausesThatGrowUpToAnHour) {
  std::vector<std::int64_t> pauses;
  for (int failures = 1; failures <= 9; ++failures) pauses.push_back(pause_after(failures).count());
  EXPECT_EQ(pauses, (std::vector<std::int64_t>{5, 15, 45, 135, 405, 1215, 3600, 3600, 3600}));
}

TEST(Delivery, IsTakenBy2xxOnly) {
  for (const int status : {200, 201, 202, 204, 299}) EXPECT_EQ(outcome_of(status), Outcome::taken) << status;
  for (const int status : {100, 199, 300, 301, 302, 307, 400, 401, 404, 429, 500, 503, 0})
    EXPECT_EQ(outcome_of(status), Outcome::failed) << status;
  EXPECT_EQ(outcome_of(410), Outcome::gone);
  EXPECT_EQ(outcome_of(413), Outcome::too_large);
}

}  // namespace
}  // namespace shanhai::traceability
