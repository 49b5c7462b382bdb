#include "common/http/problem_texts.hpp"

#include <array>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "common/http/problem.hpp"

namespace shanhai::http {
namespace {

struct StatusText {
  int status;
  std::string_view zh, en;
};

constexpr std::array kStatusTexts = {
    StatusText{400, "请求有误", "The request is wrong"},
    StatusText{401, "请先登录", "Sign in first"},
    StatusText{403, "没有权限", "Not allowed"},
    StatusText{404, "没有找到", "Not found"},
    StatusText{405, "不支持该方法", "Method not allowed"},
    StatusText{408, "请求超时", "The request took too long to arrive"},
    StatusText{409, "与当前状态冲突", "In conflict with the current state"},
    StatusText{410, "已不存在", "Gone"},
    StatusText{412, "内容已被他人修改，请刷新后重试", "Changed by somebody else meanwhile; read it again"},
    StatusText{413, "内容过大", "Too large"},
    StatusText{414, "网址过长", "The target is too long"},
    StatusText{415, "不支持该内容类型", "Unsupported media type"},
    StatusText{416, "请求的范围不在文件内", "Nothing of the range is in the file"},
    StatusText{417, "无法满足 Expect", "The expectation cannot be met"},
    StatusText{422, "请求不符合规则", "Refused by a rule"},
    StatusText{426, "须使用其他协议", "Another protocol is needed"},
    StatusText{428, "缺少 If-Match", "If-Match is required"},
    StatusText{429, "请求过于频繁，请稍后再试", "Too many requests; try again later"},
    StatusText{431, "请求头过大", "The request's head is too large"},
    StatusText{500, "服务器内部错误", "Internal error"},
    StatusText{501, "未实现", "Not implemented"},
    StatusText{503, "服务暂时不可用，请稍后再试", "Temporarily unavailable; try again later"},
    StatusText{505, "不支持该 HTTP 版本", "HTTP version not supported"},
};

constexpr std::array kCommonTexts = {
    ProblemText{"invalid_request", "请求内容有误", "The request's content is wrong"},
    ProblemText{"idempotency_key_required", "缺少 Idempotency-Key", "Idempotency-Key is required"},
    ProblemText{"idempotency_key_reused", "该 Idempotency-Key 已用于其他请求",
                "This Idempotency-Key belongs to another request"},
    ProblemText{"request_in_progress", "相同的请求正在处理", "The same request is being processed"},
    ProblemText{"token_expired", "登录已过期，请重新登录", "The token has expired"},
    ProblemText{"file_refused", "文件不符合要求", "A file cannot be accepted"},
    ProblemText{"route_not_found", "没有这个地址", "There is nothing at this address"},
    ProblemText{"websocket_version", "不支持该 WebSocket 版本", "WebSocket version not supported"},
    ProblemText{"deadline_exceeded", "处理超时，请稍后再试", "Took too long; try again later"},
};

struct Titles {
  std::string zh, en;
};

// Services register at start-up, from one thread or several; the lock costs nothing beside writing a problem.
struct Registry {
  std::shared_mutex mutex;
  std::map<std::string, Titles, std::less<>> titles;
  Registry() {
    for (const auto& text : kCommonTexts) titles[std::string(text.code)] = {std::string(text.zh), std::string(text.en)};
  }
};

Registry& registry() {
  static Registry instance;
  return instance;
}

}  // namespace

void register_problem_texts(std::span<const ProblemText> texts) {
  auto& known = registry();
  const std::unique_lock lock(known.mutex);
  for (const auto& text : texts) {
    known.titles.insert_or_assign(std::string(text.code), Titles{std::string(text.zh), std::string(text.en)});
  }
}

std::string problem_title(std::string_view code, int status, Language language) {
  auto& known = registry();
  const std::shared_lock lock(known.mutex);
  const auto found = known.titles.find(code);
  if (found != known.titles.end()) return language == Language::zh ? found->second.zh : found->second.en;
  for (const auto& text : kStatusTexts) {
    if (text.status == status) return std::string(language == Language::zh ? text.zh : text.en);
  }
  return std::string(language == Language::zh ? "错误" : "Error");
}

}  // namespace shanhai::http
