#include "services/measurement/charts/chart.hpp"

#include <algorithm>
#include <stdexcept>

#include "common/base/markup.hpp"
#include "services/measurement/charts/svg.hpp"

namespace shanhai::measurement::charts {
namespace {

// In units that are about a pixel on a phone of 420.
constexpr double kWidth = 420, kMargin = 16, kInner = kWidth - 2 * kMargin;
constexpr double kTitleSize = 18, kTextSize = 14, kSmallSize = 12;
constexpr double kRow = 44, kBar = 14, kPlotHeight = 230;

// Colours that are told apart with any sight (Okabe and Ito 2008, "Color Universal Design"), darkened where they would
// be faint on white; lines differ in their dashes and marks, too.
constexpr std::string_view kStyle =
    "<style>\n"
    "text{font-family:\"PingFang SC\",\"Hiragino Sans GB\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",\"Noto Sans SC\","
    "\"Source Han Sans SC\",\"WenQuanYi Micro Hei\",SimHei,sans-serif;font-size:14px;fill:#1a1a1a}\n"
    ".p{fill:#ffffff}.t{font-size:18px;font-weight:bold}.q{fill:#595959}.s{font-size:12px;fill:#595959}\n"
    ".v{font-weight:bold}.g{stroke:#d9d9d9;stroke-width:1}.z{stroke:#737373;stroke-width:1}\n"
    ".b{fill:#0072b2}.n{fill:#d55e00}.l{fill:none;stroke-width:2.5;stroke-linejoin:round}\n"
    ".c0{stroke:#0072b2}.c1{stroke:#d55e00;stroke-dasharray:8 4}.c2{stroke:#00795a;stroke-dasharray:2 4}\n"
    ".c3{stroke:#a8527f;stroke-dasharray:10 3 2 3}.c4{stroke:#8a6000;stroke-dasharray:5 5}.c5{stroke:#595959}\n"
    ".m0{fill:#0072b2}.m1{fill:#d55e00}.m2{fill:#00795a}.m3{fill:#a8527f}.m4{fill:#8a6000}.m5{fill:#595959}\n"
    "@media (prefers-color-scheme:dark){text{fill:#f0f0f0}.p{fill:#161616}.q,.s{fill:#b8b8b8}.g{stroke:#404040}"
    ".z{stroke:#a0a0a0}\n"
    ".b,.m0{fill:#56b4e9}.n,.m1{fill:#ff9d5c}.m2{fill:#2fd6a8}.m3{fill:#e5a3c6}.m4{fill:#f0c04a}.m5{fill:#c8c8c8}\n"
    ".c0{stroke:#56b4e9}.c1{stroke:#ff9d5c}.c2{stroke:#2fd6a8}.c3{stroke:#e5a3c6}.c4{stroke:#f0c04a}"
    ".c5{stroke:#c8c8c8}}\n"
    "</style>\n";

std::size_t tenths(double width, double size) { return static_cast<std::size_t>(width / size * 10); }

// What is known of the figures before anything is drawn.
struct Scale {
  std::vector<std::int64_t> ticks;
  Unit unit;

  explicit Scale(const Chart& chart) {
    std::int64_t lowest = 0, highest = 0;
    for (const auto& series : chart.series) {
      for (const auto value : series.values) {
        lowest = std::min(lowest, value);
        highest = std::max(highest, value);
      }
    }
    ticks = ticks_between(lowest, highest);
    unit = unit_of(chart.figure, std::max(highest, -lowest), chart.chinese);
  }
  // Of the way from the first tick to the last.
  double part(std::int64_t value) const {
    return (static_cast<double>(value) - static_cast<double>(ticks.front())) /
           (static_cast<double>(ticks.back()) - static_cast<double>(ticks.front()));
  }
};

class Drawing {
 public:
  explicit Drawing(const Chart& chart) : chart_(chart), scale_(chart) {}

  std::string draw() {
    head();
    if (chart_.points.empty()) {
      out_ += text_at(kMargin, y_ + 30, chart_.chinese ? "没有数据" : "No figures", "q");
      y_ += 50;
    } else if (chart_.shape == Shape::bars) {
      bars();
    } else {
      legend();
      lines();
    }
    paragraph(chart_.footnote, kSmallSize, "s", 18);
    return frame();
  }

 private:
  void paragraph(const std::string& text, double size, std::string_view css_class, double leading) {
    for (const auto& line : broken(text, tenths(kInner, size))) {
      y_ += leading;
      out_ += text_at(kMargin, y_, line, css_class);
    }
  }

  void head() {
    y_ = 10;
    paragraph(chart_.title, kTitleSize, "t", 24);
    paragraph(chart_.subtitle, kTextSize, "q", 20);
    if (!scale_.unit.name.empty()) {
      y_ += 20;
      out_ += text_at(kMargin, y_, (chart_.chinese ? "单位：" : "unit: ") + std::string(scale_.unit.name), "q");
    }
    y_ += 8;
  }

  void bars() {
    const auto& values = chart_.series.front().values;
    const double top = y_, bottom = y_ + kRow * static_cast<double>(values.size()) + 6;
    for (const auto tick : labelled_ticks(kInner)) {
      const double x = kMargin + scale_.part(tick) * kInner;
      out_ += line_between(x, top, x, bottom, tick == 0 ? "z" : "g");
    }
    const double zero = kMargin + scale_.part(0) * kInner;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double end = kMargin + scale_.part(values[i]) * kInner;
      const auto shown = written(values[i], scale_.unit, two_places());
      const double value_width = static_cast<double>(width_of(shown)) * kTextSize / 10 + 12;
      const auto& label = chart_.points[i].label;
      out_ += text_at(kMargin, y_ + 18, label, "", Anchor::start,
                      shortened(label, tenths(kInner - value_width, kTextSize)));
      out_ += text_at(kMargin + kInner, y_ + 18, shown, "v", Anchor::end);
      out_ += "<rect x=\"" + coordinate(std::min(zero, end)) + "\" y=\"" + coordinate(y_ + 25) + "\" width=\"" +
              coordinate(std::max(std::abs(end - zero), values[i] == 0 ? 0.0 : 1.0)) + "\" height=\"" +
              coordinate(kBar) + "\" class=\"" + (values[i] < 0 ? "n" : "b") + "\"><title>" +
              escape_markup(label + ": " + in_full(chart_.figure, values[i], chart_.chinese)) + "</title></rect>\n";
      y_ += kRow;
    }
    y_ = bottom + 16;
    for (const auto tick : labelled_ticks(kInner)) {
      const double x = kMargin + scale_.part(tick) * kInner;
      const auto anchor = x < kMargin + 10 ? Anchor::start : x > kMargin + kInner - 10 ? Anchor::end : Anchor::middle;
      out_ += text_at(x, y_, written(tick, scale_.unit), "s", anchor);
    }
    y_ += 6;
  }

  Places two_places() const { return chart_.figure == Figure::money ? Places::two : Places::as_needed; }

  // Those whose labels stand beside each other in so much room: every one, or every second, ... from zero on.
  std::vector<std::int64_t> labelled_ticks(double room) const {
    double widest = 0;
    for (const auto tick : scale_.ticks)
      widest = std::max(widest, static_cast<double>(width_of(written(tick, scale_.unit))) * kSmallSize / 10 + 10);
    const auto fit = std::max<std::size_t>(1, static_cast<std::size_t>(room / widest));
    const auto every = static_cast<std::int64_t>((scale_.ticks.size() + fit - 1) / fit);
    const auto step = scale_.ticks[1] - scale_.ticks[0];
    std::vector<std::int64_t> out;
    for (const auto tick : scale_.ticks) {
      if (tick / step % every == 0) out.push_back(tick);
    }
    return out;
  }

  void legend() {
    if (chart_.series.size() < 2) return;
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      y_ += 22;
      out_ += "<path d=\"M" + coordinate(kMargin) + " " + coordinate(y_ - 5) + "h34\" class=\"l c" + std::to_string(i) +
              "\"/>\n" + mark(i, kMargin + 17, y_ - 5, "");
      const auto& name = chart_.series[i].name;
      out_ += text_at(kMargin + 44, y_, name, "", Anchor::start, shortened(name, tenths(kInner - 44, kTextSize)));
    }
    y_ += 6;
  }

  // A circle, square, diamond or triangle by the number of the series.
  static std::string mark(std::size_t series, double x, double y, const std::string& told) {
    static constexpr std::string_view kShapes[] = {"m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
                                                   "m-4 -4h8v8h-8z",
                                                   "m0 -5l5 5l-5 5l-5 -5z",
                                                   "m0 -5l5 9h-10z",
                                                   "m0 5l5 -9h-10z",
                                                   "m-5 -2h10v4h-10z"};
    const auto begin = "<path d=\"M" + coordinate(x) + " " + coordinate(y) + std::string(kShapes[series]) +
                       "\" class=\"m" + std::to_string(series) + "\"";
    return told.empty() ? begin + "/>\n" : begin + "><title>" + escape_markup(told) + "</title></path>\n";
  }

  void lines() {
    double axis = 0;
    for (const auto tick : scale_.ticks)
      axis = std::max(axis, static_cast<double>(width_of(written(tick, scale_.unit))) * kSmallSize / 10);
    const double left = kMargin + axis + 10, right = kMargin + kInner - 8, top = y_ + 12, bottom = top + kPlotHeight;
    for (const auto tick : scale_.ticks) {
      const double y = bottom - scale_.part(tick) * kPlotHeight;
      out_ += line_between(left, y, right + 8, y, tick == 0 ? "z" : "g");
      out_ += text_at(left - 8, y + 4, written(tick, scale_.unit), "s", Anchor::end);
    }
    const auto count = chart_.points.size();
    const auto x_of = [&](std::size_t i) {
      return count == 1 ? (left + right) / 2
                        : left + 8 + (right - left - 8) * static_cast<double>(i) / static_cast<double>(count - 1);
    };
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      const auto& values = chart_.series[s].values;
      std::string path, marks;
      for (std::size_t i = 0; i < count; ++i) {
        const double x = x_of(i), y = bottom - scale_.part(values[i]) * kPlotHeight;
        path += (i == 0 ? "M" : "L") + coordinate(x) + " " + coordinate(y);
        if (count > 40) continue;
        marks += mark(s, x, y, told_of(s, i));
      }
      out_ += "<path d=\"" + path + "\" class=\"l c" + std::to_string(s) + "\"/>\n" + marks;
    }
    labels_below(bottom, left, right, x_of);
  }

  std::string told_of(std::size_t series, std::size_t point) const {
    const auto& one = chart_.series[series];
    return (chart_.series.size() > 1 ? one.name + ", " : "") + chart_.points[point].label + ": " +
           in_full(chart_.figure, one.values[point], chart_.chinese);
  }

  template <class XOf>
  void labels_below(double bottom, double left, double right, const XOf& x_of) {
    const auto shown = [&](const Point& point) -> const std::string& {
      return point.short_.empty() ? point.label : point.short_;
    };
    double widest = 1;
    for (const auto& point : chart_.points)
      widest = std::max(widest, static_cast<double>(width_of(shown(point))) * kSmallSize / 10 + 8);
    const auto fit = std::max<std::size_t>(1, static_cast<std::size_t>((right - left) / widest));
    const auto every = (chart_.points.size() + fit - 1) / fit;
    std::string group;
    bool grouped = false;
    for (std::size_t i = 0; i < chart_.points.size(); i += every) {
      const auto& point = chart_.points[i];
      out_ += text_at(x_of(i), bottom + 18, shown(point), "s", Anchor::middle);
      if (point.group.empty() || point.group == group) continue;
      group = point.group;
      grouped = true;
      out_ += text_at(x_of(i), bottom + 34, group, "s", Anchor::middle);
    }
    y_ = bottom + (grouped ? 40 : 24);
  }

  std::string frame() {
    const double height = y_ + kMargin;
    std::string told = chart_.title;
    if (!chart_.subtitle.empty()) told += ", " + chart_.subtitle;
    std::string size = coordinate(kWidth) + " " + coordinate(height);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + "\" width=\"" + coordinate(kWidth) +
           "\" height=\"" + coordinate(height) + "\" role=\"img\" lang=\"" + (chart_.chinese ? "zh-CN" : "en") +
           "\" aria-label=\"" + escape_markup(told) + "\">\n<title>" + escape_markup(told) + "</title>\n<desc>" +
           escape_markup(described()) + "</desc>\n" + std::string(kStyle) + "<rect width=\"" + coordinate(kWidth) +
           "\" height=\"" + coordinate(height) + "\" class=\"p\"/>\n" + out_ + "</svg>\n";
  }

  // For who can't see it: every figure of up to twenty points.
  std::string described() const {
    std::string out;
    for (std::size_t i = 0; i < std::min<std::size_t>(chart_.points.size(), 20); ++i) {
      for (std::size_t s = 0; s < chart_.series.size(); ++s) out += (out.empty() ? "" : "; ") + told_of(s, i);
    }
    return out;
  }

  const Chart& chart_;
  const Scale scale_;
  std::string out_;
  double y_ = 0;
};

}  // namespace

std::string draw(const Chart& chart) {
  if (chart.series.empty() || chart.series.size() > kSeriesMax) throw std::invalid_argument("one to six series");
  if (chart.shape == Shape::bars && (chart.series.size() > 1 || chart.points.size() > kBarsMax))
    throw std::invalid_argument("bars of one series, not more than may be");
  for (const auto& series : chart.series) {
    if (series.values.size() != chart.points.size()) throw std::invalid_argument("a value for each point");
  }
  return Drawing(chart).draw();
}

}  // namespace shanhai::measurement::charts
