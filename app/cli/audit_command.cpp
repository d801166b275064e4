#include "app/cli/audit_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/installed_models.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "app/cli/text_table.h"
#include "engine/api/audit.h"
#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/outside_text.h"
#include "engine/api/recipe.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "For pictures of any generator: how much CLIP's score of picture and prompt rests on each word "
    "(Chefer's relevance of\n"
    "the text). A word that says what is to be seen is neglected when its relevance is below a "
    "share of the mean of such\n"
    "words. Without a table the prompts are those that generators leave in their PNGs: Everyword, "
    "AUTOMATIC1111's web UI,\n"
    "ComfyUI, InvokeAI, NovelAI.\n"
    "\n"
    "Written to the output folder: audit.csv, audit.html (thumbnails; sorts and filters), "
    "audit.jsonl, a line a picture,\n"
    "from which the same command goes on where it was interrupted.\n"
    "\n"
    "Examples:\n"
    "  everyword audit pictures -o audit\n"
    "  everyword audit pictures --prompts prompts.csv -o audit      columns file and prompt";

struct AuditOptions {
  AuditRequest request;
  std::string folder, table, output = "audit";
  bool json = false;
};

/// The lines of an audit that was interrupted, and those that follow. What it was made with is in
/// the first line: results of other settings are not mixed.
class Journal {
 public:
  Journal(std::string path, const AuditRequest &request) : path_(std::move(path)) {
    const ModelSet models = recipeModels(request.models);
    const nlohmann::ordered_json made = {{"audit", 1},
                                         {"pack", models.pack},
                                         {"files", models.files},
                                         {"neglected_below", request.neglectedBelow}};
    std::error_code unknown;
    if (std::filesystem::exists(path_, unknown)) {
      read(made.dump());
    }
    // Written anew, so that a line that a kill has cut is gone.
    std::string text = made.dump() + "\n";
    for (const auto &[picture, result] : earlier_) {
      text += auditLine(result) + "\n";
    }
    writeTextFile(path_, text);
    file_.open(path_, std::ios::app | std::ios::binary);
  }

  const AuditResult *earlier(const AuditItem &item) const {
    const auto found = earlier_.find(item.picture);
    return found != earlier_.end() && found->second.item == item && found->second.problem.empty()
               ? &found->second
               : nullptr;
  }

  void add(const AuditResult &result) {
    file_ << auditLine(result) << '\n' << std::flush;
    if (!file_) {
      throw ResourceError("'" + path_ + "' could not be written",
                          "make room; the same command goes on from here");
    }
  }

 private:
  void read(const std::string &made) {
    constexpr std::size_t kLargest = std::size_t{2} << 30;
    const std::string text = readTextFile(path_, kLargest);
    for (std::size_t at = 0, line = 0;; ++line) {
      const std::size_t end = text.find('\n', at);
      if (end == std::string::npos) {
        return;
      }
      const std::string record = text.substr(at, end - at);
      if (line > 0) {
        AuditResult result = auditFromLine(record);
        earlier_[result.item.picture] = std::move(result);
      } else if (record != made) {
        throw InputError("'" + path_ + "' is of an audit with other models or another threshold",
                         "choose another output folder, or remove it");
      }
      at = end + 1;
    }
  }

  std::string path_;
  std::map<std::string, AuditResult> earlier_;
  std::ofstream file_;
};

std::string summary(const std::vector<AuditResult> &results) {
  std::map<std::string, int> words;
  int forgetful = 0, problems = 0;
  for (const AuditResult &result : results) {
    problems += result.problem.empty() ? 0 : 1;
    forgetful += result.wouldNeed > 1 ? 1 : 0;
    for (const AuditWord &word : result.words) {
      words[word.word] += word.neglected ? 1 : 0;
    }
  }
  std::vector<std::pair<std::string, int>> most(words.begin(), words.end());
  std::stable_sort(most.begin(), most.end(),
                   [](const auto &a, const auto &b) { return a.second > b.second; });
  TextTable table({"word", "neglected in"});
  for (std::size_t i = 0; i < std::min<std::size_t>(10, most.size()) && most[i].second > 0; ++i) {
    table.add({most[i].first, std::to_string(most[i].second)});
  }
  return std::to_string(results.size()) + " pictures, " + std::to_string(forgetful) +
         " neglect a word, " + std::to_string(problems) + " could not be audited\n" +
         (forgetful > 0 ? "\n" + table.text() : std::string());
}

int audit(AuditOptions &options) {
  AuditRequest &request = options.request;
  std::erase_if(request.models.files, [](const auto &file) { return file.second.empty(); });
  useInstalledModels(request.models);
  request.items = auditItems(options.folder, options.table);
  OutputFolder folder(options.output);
  Journal journal(folder.file("audit.jsonl"), request);
  std::vector<AuditResult> results;
  std::vector<AuditItem> left;
  for (const AuditItem &item : request.items) {
    const AuditResult *earlier = journal.earlier(item);
    earlier != nullptr ? results.push_back(*earlier) : left.push_back(item);
  }
  const std::size_t all = request.items.size(), kept = results.size();
  request.items = left;

  Progress progress(options.json ? ProgressStyle::Quiet : ProgressStyle::Automatic);
  const InterruptGuard guard;
  if (!left.empty()) {
    auditPictures(request, [&](const AuditResult &result) {
      journal.add(result);
      results.push_back(result);
      progress.show(double(results.size()) / double(all),
                    std::to_string(results.size()) + "/" + std::to_string(all) + " pictures");
      return !InterruptGuard::interrupted();
    });
  }
  progress.clear();
  std::sort(results.begin(), results.end(), [](const AuditResult &a, const AuditResult &b) {
    return a.item.picture < b.item.picture;
  });
  const std::string base = std::filesystem::absolute(folder.file("")).string();
  folder.save("audit.csv",
              [&](const std::string &path) { writeTextFile(path, auditCsv(results)); });
  folder.save("audit.html",
              [&](const std::string &path) { writeTextFile(path, auditHtml(results, base)); });
  folder.throwIfElsewhere();
  if (options.json) {
    for (const AuditResult &result : results) {
      printData(auditLine(result) + "\n");
    }
  } else {
    print((kept > 0 ? "Audited already: " + std::to_string(kept) + "\n" : std::string()) +
          summary(results) + "\naudit.csv and audit.html are in " + folder.file("") + "\n");
  }
  return results.size() < all ? kExitInterrupted : 0;
}

}  // namespace

std::function<int()> buildAuditCommand(CLI::App &app) {
  auto options = std::make_shared<AuditOptions>();
  AuditRequest &request = options->request;
  app.add_option("folder", options->folder, "Folder of the pictures, with all below it")
      ->required()
      ->type_name("FOLDER");
  app.add_option("--prompts", options->table,
                 "CSV with the columns file and prompt [default: the prompts in the pictures]")
      ->type_name("FILE");
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default audit]")
      ->type_name("FOLDER");
  app.add_option("--neglected-below", request.neglectedBelow,
                 "Share of the mean relevance below which a word is neglected [default 0.7]")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SHARE");
  app.add_option("--pack", request.models.pack, "Model pack: a name or a folder [default starter]")
      ->type_name("NAME");
  app.add_option("--clip", request.models.files["clip"],
                 "CLIP instead of the pack's: an installed one's name, or a file")
      ->type_name("NAME|FILE");
  app.add_option("--merges", request.models.files["merges"],
                 "BPE merges that belong to it [default: the installed vocabulary of its size]")
      ->type_name("NAME|FILE");
  app.add_option("--batch", request.batch, "Pictures that are encoded together [default 16]")
      ->check(CLI::Range(1, 4096))
      ->type_name("NUMBER");
  app.add_option("--device", request.device, "auto, cpu, cuda or cuda:0 [default auto]")
      ->type_name("NAME");
  app.add_option("--threads", request.threads, "Processor threads; 0 takes all cores [default 0]")
      ->check(CLI::Range(0, 1024))
      ->type_name("NUMBER");
  app.add_flag("--json", options->json, "Print a line of JSON for each picture instead");
  app.footer(kFooter);
  return [options] { return audit(*options); };
}

}  // namespace everyword
