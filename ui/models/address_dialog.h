#pragma once

#include <QCheckBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>

namespace everyword {

/// Asks for the address of a model file and, if the user has it, the file's SHA-256. Nothing is
/// sent while it is open.
class AddressDialog : public QDialog {
  Q_OBJECT

 public:
  explicit AddressDialog(QWidget *parent);

 Q_SIGNALS:
  /// A web address; the SHA-256 in lower case, or empty when the user accepts the file unchecked.
  void chosen(const QString &address, const QString &sha256);

 private:
  void build();
  QLayout *buildFields();
  QWidget *buildFooter();
  void refresh();
  /// Shows what is wrong, or emits chosen() and closes.
  void submit();
  QString problem() const;

  QLineEdit *address_, *sha256_;
  QCheckBox *accept_;
  QLabel *problem_;
};

/// A sentence when nothing can be downloaded from there, else empty.
QString addressProblem(const QString &address);
/// A sentence when it is no SHA-256, else empty.
QString sha256Problem(const QString &digest);
/// The digest in a line as sha256sum writes it: the first word, in lower case.
QString sha256In(const QString &text);

}  // namespace everyword
