#include "ui/models/address_dialog.h"

#include <QFormLayout>
#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QRegularExpression>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {

QString addressProblem(const QString &address) {
  if (address.isEmpty()) {
    return AddressDialog::tr("Give the address of the file.");
  }
  const QUrl url(address, QUrl::StrictMode);
  const QString scheme = address.section(QStringLiteral("://"), 0, 0).toLower();
  const bool web = scheme == QLatin1String("http") || scheme == QLatin1String("https");
  if (!address.contains(QStringLiteral("://")) || !web) {
    return AddressDialog::tr(
        "Only addresses that begin with http:// or https:// can be "
        "downloaded.");
  }
  if (!url.isValid() || url.host().isEmpty()) {
    return AddressDialog::tr("This is no web address: %1.")
        .arg(url.isValid() ? AddressDialog::tr("it names no server") : url.errorString());
  }
  return {};
}

QString sha256In(const QString &text) {
  return text.simplified().section(QLatin1Char(' '), 0, 0).toLower();
}

QString sha256Problem(const QString &digest) {
  static const QRegularExpression pattern(QStringLiteral("^[0-9a-f]{64}$"));
  return pattern.match(digest).hasMatch()
             ? QString()
             : AddressDialog::tr("A SHA-256 has 64 hexadecimal digits, this has %1 characters.")
                   .arg(digest.size());
}

AddressDialog::AddressDialog(QWidget *parent)
    : QDialog(parent),
      address_(new QLineEdit),
      sha256_(new QLineEdit),
      accept_(new QCheckBox(tr("Download it without a checksum"))),
      problem_(new QLabel) {
  setObjectName(QStringLiteral("addressDialog"));
  setWindowTitle(tr("Download from an address"));
  setMinimumWidth(560);
  build();
  for (QLineEdit *field : {address_, sha256_}) {
    connect(field, &QLineEdit::textChanged, this, &AddressDialog::refresh);
  }
  connect(accept_, &QCheckBox::toggled, this, &AddressDialog::refresh);
  refresh();
  address_->setFocus();
}

void AddressDialog::build() {
  problem_->setObjectName(QStringLiteral("fieldProblem"));
  problem_->setTextFormat(Qt::PlainText);
  problem_->setWordWrap(true);
  // The dialog keeps its size when a sentence comes.
  QSizePolicy policy = problem_->sizePolicy();
  policy.setRetainSizeWhenHidden(true);
  problem_->setSizePolicy(policy);
  problem_->setMinimumHeight(2 * problem_->fontMetrics().lineSpacing());
  problem_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  auto *inside = new QVBoxLayout;
  inside->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, kGrid);
  inside->setSpacing(kGrid + kHalfGrid);
  inside->addLayout(buildFields());
  inside->addWidget(problem_);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(inside, 1);
  column->addWidget(buildFooter());
}

QLayout *AddressDialog::buildFields() {
  address_->setObjectName(QStringLiteral("addressEdit"));
  address_->setAccessibleName(tr("Address"));
  address_->setPlaceholderText(QStringLiteral("https://"));
  address_->setToolTip(tr("Of the file itself: a checkpoint or a vocabulary"));
  sha256_->setObjectName(QStringLiteral("sha256Edit"));
  sha256_->setAccessibleName(QStringLiteral("SHA-256"));
  sha256_->setPlaceholderText(tr("64 hexadecimal digits, where the file's page names them"));
  sha256_->setToolTip(tr("A file that has another one is deleted and not installed"));
  accept_->setObjectName(QStringLiteral("acceptAddress"));
  auto *fields = new QFormLayout;
  fields->setHorizontalSpacing(2 * kGrid);
  fields->setVerticalSpacing(kGrid);
  fields->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  fields->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  fields->addRow(tr("&Address"), address_);
  fields->addRow(tr("&SHA-256"), sha256_);
  fields->addRow(QString(), accept_);
  return fields;
}

QWidget *AddressDialog::buildFooter() {
  auto *footer = new QFrame;
  footer->setObjectName(QStringLiteral("dialogFooter"));
  auto *hint = new QLabel(tr("The file is read as data, nothing in it is run."));
  hint->setObjectName(QStringLiteral("muted"));
  auto *cancel = new QPushButton(tr("Cancel"));
  cancel->setObjectName(QStringLiteral("cancelAddress"));
  cancel->setAutoDefault(false);
  auto *download = new QPushButton(themedIcon(QStringLiteral("download")), tr("Download"));
  download->setObjectName(QStringLiteral("startAddress"));
  download->setDefault(true);
  auto *row = new QHBoxLayout(footer);
  row->setContentsMargins(2 * kGrid, kGrid + kHalfGrid, 2 * kGrid, kGrid + kHalfGrid);
  row->setSpacing(kGrid);
  row->addWidget(hint, 1);
  row->addWidget(cancel);
  row->addWidget(download);
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
  connect(download, &QPushButton::clicked, this, &AddressDialog::submit);
  return footer;
}

void AddressDialog::refresh() {
  problem_->hide();
  accept_->setEnabled(sha256In(sha256_->text()).isEmpty());
}

QString AddressDialog::problem() const {
  const QString address = addressProblem(address_->text().trimmed());
  const QString digest = sha256In(sha256_->text());
  if (!address.isEmpty()) {
    return address;
  }
  if (!digest.isEmpty()) {
    return sha256Problem(digest);
  }
  return accept_->isChecked() ? QString()
                              : tr("Without a SHA-256 the file cannot be verified: give it, or "
                                   "tick that you accept that.");
}

void AddressDialog::submit() {
  const QString sentence = problem();
  if (sentence.isEmpty()) {
    accept();
    Q_EMIT chosen(address_->text().trimmed(), sha256In(sha256_->text()));
    return;
  }
  problem_->setText(sentence);
  problem_->setAccessibleName(tr("Error: %1").arg(sentence));
  problem_->show();
  QWidget *wrong = accept_;
  if (!addressProblem(address_->text().trimmed()).isEmpty()) {
    wrong = address_;
  } else if (!sha256In(sha256_->text()).isEmpty()) {
    wrong = sha256_;
  }
  wrong->setFocus();
}

}  // namespace everyword
