include $(sort $(wildcard $(BR2_EXTERNAL_DOORWARD_PATH)/package/*/*.mk))
