#pragma once

#include <QFrame>
#include <QPushButton>

#include "ui/modes/edit/lambda_strip.h"
#include "ui/panels/number_editor.h"
#include "ui/project/document.h"
#include "ui/theme/elided_label.h"

namespace everyword {

/// Below the canvas: how strongly the picked words count, and the strip of all lambdas of the
/// paper, of which the one of the highest CLIP similarity is chosen, and beside it the one that the
/// pack's classifier finds most faithful, each with a sentence.
class LambdaBar : public QFrame {
  Q_OBJECT

 public:
  LambdaBar(Document &document, RunController &controller, RunGroup &group,
            QWidget *parent = nullptr);
  /// What stands beside the slider.
  QString text() const;

 Q_SIGNALS:
  void runTogetherRequested(const std::vector<everyword::RunRequest> &requests);
  void goOnRequested(const everyword::LatentPtr &latent);
  /// One sentence.
  void refused(const QString &sentence);

 private:
  void build();
  void tryAll();
  void take(int run);
  void refresh();
  QString sentence() const;
  QString faithfulSentence() const;

  Document &document_;
  RunController &controller_;
  RunGroup &group_;
  RealNumberEditor *lambda_;
  QPushButton *tryAll_, *goOn_;
  ElidedLabel *text_;  ///< beside the slider, while there is no strip
  QLabel *choices_;    ///< below the strip
  LambdaStrip *strip_;
};

/// The lambdas among which the paper chooses: 0, 0.5, ..., 3.5.
std::vector<double> publishedLambdas();

}  // namespace everyword
