#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/api/run_request.h"

namespace everyword {

// Which words of its prompt a picture neglects, whatever made the picture: an audit of a folder.

/// A picture and the prompt that it was made from.
struct AuditItem {
  std::string picture;  ///< path
  std::string prompt;
  std::string version = {};  ///< of the file: its size and time of change; empty: there is none
  bool operator==(const AuditItem &) const = default;
};

/// The prompt that a generator has left in a PNG: our recipe, the text chunks of AUTOMATIC1111's
/// web UI and its kin ("parameters"), ComfyUI ("prompt"), InvokeAI, NovelAI. Empty when there is
/// none. Throws FileError when the file is no picture or damaged before the text.
std::string promptInPicture(const std::string &path);

/// The pictures of a table with the columns "file" and "prompt" (CSV as in RFC 4180, others are
/// ignored), paths relative to `folder`; without a table, every picture in `folder` and below, by
/// name, with the prompt that is in it. Throws FileError, InputError.
std::vector<AuditItem> auditItems(const std::string &folder, const std::string &table);

/// A word of the prompt that says what is to be seen; a compound noun counts as one.
struct AuditWord {
  std::string word;
  double relevance = 0;    ///< [0, 1]; 1 is the most relevant word of the prompt, of any kind
  bool neglected = false;  ///< below AuditRequest::neglectedBelow times the mean of these words
};

struct AuditResult {
  AuditItem item;
  std::string problem;    ///< why it could not be audited, one sentence; the rest is empty then
  double similarity = 0;  ///< cosine of picture and prompt, [-1, 1]
  std::vector<AuditWord> words;
  /// How many times the most neglected word's relevance would have to grow to be neglected no
  /// longer, 1000 at most; 1 where none is.
  double wouldNeed = 1;

  /// The word of least relevance; null when there is none.
  const AuditWord *leastWord() const;
};

struct AuditRequest {
  std::vector<AuditItem> items;
  ModelSet models;
  double neglectedBelow = 0.7;  ///< the threshold of the published notebook
  int batch = 16;               ///< pictures that are encoded together
  std::string device = "auto";
  int threads = 0;  ///< 0: all cores
};

/// Audits the pictures in order, `heard` after each, on this thread; `heard` returning false ends
/// it. A picture without a prompt, or that cannot be read, has a `problem` and does not end it.
/// Each picture is encoded once, the relevance of a batch of texts takes one backward pass.
/// Throws FileError (models), InputError.
void auditPictures(const AuditRequest &request,
                   const std::function<bool(const AuditResult &)> &heard);

/// One row a picture: file, prompt, similarity, the least word, its relevance and what it would
/// need, the neglected words, all words with their relevance, problem.
std::string auditCsv(const std::vector<AuditResult> &results);
/// A page with a thumbnail for each picture, the most neglected first; its table can be sorted and
/// filtered without a network. `base`: folder that the paths of pictures are made relative to.
std::string auditHtml(const std::vector<AuditResult> &results, const std::string &base);
/// One line of JSON a picture, and back: what an interrupted audit goes on from.
std::string auditLine(const AuditResult &result);
AuditResult auditFromLine(const std::string &line);  ///< throws FileError

}  // namespace everyword
