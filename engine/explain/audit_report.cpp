// What an audit writes: a table, a page to look at, and the lines that it goes on from.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/api/audit.h"
#include "engine/api/errors.h"
#include "engine/api/outside_text.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

std::string csvField(const std::string &text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

std::string decimals(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

std::string htmlText(const std::string &text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c == '&'   ? "&amp;"
               : c == '<' ? "&lt;"
               : c == '>' ? "&gt;"
               : c == '"' ? "&quot;"
                          : std::string(1, c);
  }
  return escaped;
}

/// A path as an address in a page: what has a meaning there is escaped.
std::string address(const std::string &path) {
  std::string escaped;
  for (const unsigned char c : path) {
    if (std::isalnum(c) != 0 ||
        std::string_view("/-_.~").find(static_cast<char>(c)) != std::string_view::npos) {
      escaped += static_cast<char>(c);
    } else {
      char code[4];
      std::snprintf(code, sizeof code, "%%%02X", c);
      escaped += code;
    }
  }
  return escaped;
}

std::string neglectedOf(const AuditResult &result) {
  std::string list;
  for (const AuditWord &word : result.words) {
    list += word.neglected ? (list.empty() ? "" : "; ") + word.word : "";
  }
  return list;
}

std::string wordsOf(const AuditResult &result) {
  std::string list;
  for (const AuditWord &word : result.words) {
    list += (list.empty() ? "" : "; ") + word.word + " " + decimals(word.relevance);
  }
  return list;
}

constexpr char kPageStart[] = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Which words are neglected</title>
<style>
body { font: 14px system-ui, sans-serif; margin: 24px; color: #222; background: #fff }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: 8px; border-bottom: 1px solid #ddd }
th { cursor: pointer; position: sticky; top: 0; background: #fff }
th:focus-visible, input:focus-visible { outline: 2px solid #2563c9 }
img { width: 96px; height: 96px; object-fit: contain; background: #eee }
.word { display: inline-block; margin: 0 6px 4px 0; padding: 1px 6px; border-radius: 4px; background: #eef3fb }
.neglected { background: #fdeadf; text-decoration: underline wavy #b4501e }
input { font: inherit; padding: 4px 8px; width: 24em }
@media (prefers-color-scheme: dark) {
  body, th { color: #ddd; background: #1c1c1c } th, td { border-color: #444 }
  .word { background: #2a3444 } .neglected { background: #4a2d1c }
}
</style></head><body>
<h1>Which words are neglected</h1>
)";

constexpr char kPageEnd[] = R"(</tbody></table>
<script>
const body = document.querySelector("tbody"), rows = [...body.rows];
document.querySelector("input").oninput = e => {
  const text = e.target.value.toLowerCase();
  for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(text);
};
document.querySelectorAll("th[data-key]").forEach(head => {
  const sort = () => {
    const up = head.dataset.up = head.dataset.up === "1" ? "" : "1";
    const value = row => row.cells[head.cellIndex].dataset.value ?? row.cells[head.cellIndex].textContent;
    rows.sort((a, b) => (head.dataset.key === "number" ? value(a) - value(b) : value(a).localeCompare(value(b))) * (up ? 1 : -1));
    body.append(...rows);
  };
  head.tabIndex = 0;
  head.onclick = sort;
  head.onkeydown = e => { if (e.key === "Enter") sort(); };
});
</script></body></html>
)";

std::string pageRow(const AuditResult &result, const std::filesystem::path &base) {
  const std::string path =
      std::filesystem::absolute(result.item.picture).lexically_proximate(base).string();
  std::string row = "<tr><td><img loading=\"lazy\" alt=\"\" src=\"" + address(path) +
                    "\"></td><td>" + htmlText(path) + "</td><td>" + htmlText(result.item.prompt) +
                    "</td>";
  if (!result.problem.empty()) {
    return row + "<td data-value=\"0\"></td><td data-value=\"0\"></td><td>" +
           htmlText(result.problem) + "</td></tr>\n";
  }
  row += "<td data-value=\"" + decimals(result.similarity) + "\">" + decimals(result.similarity) +
         "</td><td data-value=\"" + decimals(result.wouldNeed) + "\">" +
         (result.wouldNeed > 1 ? decimals(result.wouldNeed) + " times" : "") + "</td><td>";
  for (const AuditWord &word : result.words) {
    row += std::string("<span class=\"word") +
           (word.neglected ? " neglected\" title=\"neglected" : "") + "\">" + htmlText(word.word) +
           " " + decimals(word.relevance) + "</span>";
  }
  return row + "</td></tr>\n";
}

}  // namespace

const AuditWord *AuditResult::leastWord() const {
  const auto least = std::min_element(
      words.begin(), words.end(),
      [](const AuditWord &a, const AuditWord &b) { return a.relevance < b.relevance; });
  return least == words.end() ? nullptr : &*least;
}

std::string auditCsv(const std::vector<AuditResult> &results) {
  std::string csv =
      "file,prompt,similarity,least_word,relevance,would_need,neglected,words,problem\n";
  for (const AuditResult &result : results) {
    const AuditWord *least = result.leastWord();
    const bool fine = result.problem.empty();
    csv += csvField(result.item.picture) + "," + csvField(result.item.prompt) + "," +
           (fine ? decimals(result.similarity) : "") + "," + csvField(least ? least->word : "") +
           "," + (least ? decimals(least->relevance) : "") + "," +
           (fine ? decimals(result.wouldNeed) : "") + "," + csvField(neglectedOf(result)) + "," +
           csvField(wordsOf(result)) + "," + csvField(result.problem) + "\n";
  }
  return csv;
}

std::string auditHtml(const std::vector<AuditResult> &results, const std::string &base) {
  std::vector<const AuditResult *> order;
  std::transform(results.begin(), results.end(), std::back_inserter(order),
                 [](const AuditResult &result) { return &result; });
  std::stable_sort(order.begin(), order.end(), [](const AuditResult *a, const AuditResult *b) {
    return a->wouldNeed > b->wouldNeed;
  });
  const auto forgetful =
      std::count_if(results.begin(), results.end(),
                    [](const AuditResult &result) { return result.wouldNeed > 1; });
  const auto problems =
      std::count_if(results.begin(), results.end(),
                    [](const AuditResult &result) { return !result.problem.empty(); });
  std::string page = kPageStart;
  page += "<p>" + std::to_string(results.size()) + " pictures, " + std::to_string(forgetful) +
          " neglect a word, " + std::to_string(problems) +
          " could not be audited.</p>\n<p><input type=\"search\" placeholder=\"Filter\" "
          "aria-label=\"Filter\"></p>\n"
          "<table><thead><tr><th>Picture</th><th data-key=\"text\">File</th><th "
          "data-key=\"text\">Prompt</th>"
          "<th data-key=\"number\">Similarity</th><th data-key=\"number\">The least word would "
          "need</th><th>Words</th></tr></thead><tbody>\n";
  for (const AuditResult *result : order) {
    page += pageRow(*result, base);
  }
  return page + kPageEnd;
}

std::string auditLine(const AuditResult &result) {
  Json words = Json::array();
  for (const AuditWord &word : result.words) {
    words.push_back(
        {{"word", word.word}, {"relevance", word.relevance}, {"neglected", word.neglected}});
  }
  const Json json = {{"file", result.item.picture},    {"version", result.item.version},
                     {"prompt", result.item.prompt},   {"similarity", result.similarity},
                     {"would_need", result.wouldNeed}, {"words", words},
                     {"problem", result.problem}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

AuditResult auditFromLine(const std::string &line) {
  try {
    if (const std::string fault = jsonFault(line); !fault.empty()) {
      throw FileError("a line of the audit " + fault);
    }
    const Json json = Json::parse(line);
    AuditResult result;
    result.item = {json.at("file").get<std::string>(), json.at("prompt").get<std::string>(),
                   json.at("version").get<std::string>()};
    result.similarity = json.at("similarity").get<double>();
    result.wouldNeed = json.at("would_need").get<double>();
    result.problem = json.at("problem").get<std::string>();
    for (const Json &word : json.at("words")) {
      result.words.push_back({word.at("word").get<std::string>(),
                              word.at("relevance").get<double>(),
                              word.at("neglected").get<bool>()});
    }
    return result;
  } catch (const Json::exception &) {
    throw FileError("a line of the audit is no result of one");
  }
}

}  // namespace everyword
