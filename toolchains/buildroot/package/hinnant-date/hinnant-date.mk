################################################################################
#
# hinnant-date
#
################################################################################

HINNANT_DATE_VERSION = 3.0.1
HINNANT_DATE_SITE = $(call github,HowardHinnant,date,v$(HINNANT_DATE_VERSION))
HINNANT_DATE_LICENSE = MIT
HINNANT_DATE_LICENSE_FILES = LICENSE.txt
HINNANT_DATE_INSTALL_STAGING = YES
HINNANT_DATE_CONF_OPTS = \
	-DBUILD_TZ_LIB=ON \
	-DUSE_SYSTEM_TZ_DB=ON

$(eval $(cmake-package))
